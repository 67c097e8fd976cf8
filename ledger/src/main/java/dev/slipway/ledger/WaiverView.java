package dev.slipway.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody answers for a finding.
 *
 * @param subject the key of the artifact, or of the environment of an app, it is for
 * @param packageName any package of the advisory if null
 * @param owner who has to mend it
 * @param actor who granted it
 */
public record WaiverView(
        UUID id,
        String subject,
        String advisory,
        @Nullable String packageName,
        String reason,
        String owner,
        String actor,
        Instant at,
        @Nullable Instant expires) {}
