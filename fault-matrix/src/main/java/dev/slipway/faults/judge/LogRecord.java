package dev.slipway.faults.judge;

import org.jspecify.annotations.Nullable;

/** A record of {@code slipway.lifecycle} as the broker has it. */
public record LogRecord(
        int partition, long offset, @Nullable String key, byte[] value) {
    String name() {
        return "record %d/%d (key %s)".formatted(partition, offset, key);
    }
}
