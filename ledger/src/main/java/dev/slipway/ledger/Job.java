package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.time.Instant;
import java.util.UUID;

/**
 * A job as claimed by a worker.
 *
 * @param attempt 1 for the first; counted at the claim, so that work which kills the process is counted too
 * @param createdAt database time
 */
public record Job(
        UUID id,
        String stage,
        String lane,
        String kind,
        Subject subject,
        String dedupe,
        int attempt,
        Instant createdAt) {}
