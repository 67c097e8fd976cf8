package dev.slipway.lifecycle;

/** The answer to a question such as a gate's. Missing evidence is inconclusive, a broken check is an error; neither is a pass. */
public enum Verdict {
    PASS,
    FAIL,
    INCONCLUSIVE,
    ERROR
}
