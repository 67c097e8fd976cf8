package dev.slipway.ledger;

import dev.slipway.events.Fact.ApprovalDecision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last word of one approver on a digest in an environment. */
public record ApprovalView(
        String approver,
        String role,
        ApprovalDecision decision,
        @Nullable String comment,
        Instant at,
        @Nullable Instant expires) {}
