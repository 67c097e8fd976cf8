package dev.slipway.promoter.policy;

import dev.slipway.lifecycle.EnvironmentName;
import java.util.List;

/**
 * What it takes to enter one environment.
 *
 * @param after environments in which the digest must have been deployed well before
 * @param auto whether a digest asks to enter by itself as soon as {@code after} holds
 */
public record EnvironmentPolicy(
        EnvironmentName name, List<EnvironmentName> after, boolean auto, TestsRule tests, ScanRule scan) {
    public EnvironmentPolicy {
        after = List.copyOf(after);
    }
}
