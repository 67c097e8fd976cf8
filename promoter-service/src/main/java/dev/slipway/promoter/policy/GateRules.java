package dev.slipway.promoter.policy;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gates of one environment; what is null is not asked.
 *
 * @param soak how long the digest must have been deployed well in each environment before
 * @param freeze times in which nothing enters, again and again
 * @param expression a condition in CEL over the facts
 */
public record GateRules(
        TestsRule tests,
        ScanRule scan,
        @Nullable ApprovalRule approvals,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration soak,

        List<FreezeWindow> freeze,
        @Nullable String expression) {
    public GateRules {
        freeze = List.copyOf(freeze);
    }

    public static GateRules standard() {
        return new GateRules(TestsRule.REQUIRED, ScanRule.standard(), null, null, List.of(), null);
    }
}
