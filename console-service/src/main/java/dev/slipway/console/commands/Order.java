package dev.slipway.console.commands;

import dev.slipway.console.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who orders something, and why.
 *
 * @param key the same key of the same caller is the same command; null where none was sent
 */
public record Order(Caller caller, String reason, @Nullable String key) {}
