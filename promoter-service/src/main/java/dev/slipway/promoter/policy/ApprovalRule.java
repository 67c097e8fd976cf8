package dev.slipway.promoter.policy;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who has to agree: people of a role, each counted once, none of whom wrote the commit.
 *
 * @param expires how long an approval counts; null for as long as it says itself
 */
public record ApprovalRule(
        int count,
        String role,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration expires) {}
