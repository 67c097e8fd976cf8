package dev.slipway.scanner.advisory;

/** How bad a finding is, in order. {@code UNKNOWN} means that nobody has said, not that it is harmless. */
public enum Severity {
    UNKNOWN,
    NEGLIGIBLE,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
