package dev.slipway.promoter.policy;

/** Whether an artifact without any test may enter. One whose test failed never does. */
public enum TestsRule {
    REQUIRED,
    OPTIONAL
}
