package dev.slipway.promoter.policy;

import java.util.List;

/**
 * All environments, each after those it comes after.
 *
 * @param sha256 of the file's bytes
 */
public record Policy(List<EnvironmentPolicy> environments, String sha256) {
    public Policy {
        environments = List.copyOf(environments);
    }
}
