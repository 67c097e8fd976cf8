package dev.slipway.registry;

/** Whether a tag that already names another manifest may be given a new one. */
public enum TagRule {
    MOVABLE,
    IMMUTABLE
}
