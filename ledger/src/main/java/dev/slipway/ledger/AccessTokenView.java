package dev.slipway.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token without its secret.
 *
 * @param name who acts with it, as written into the ledger
 * @param apps those it may change; all if there are none
 * @param environments those it may change; all if there are none
 */
public record AccessTokenView(
        UUID id,
        String name,
        List<String> roles,
        List<String> apps,
        List<String> environments,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedBy,
        @Nullable Instant lastUsedAt) {}
