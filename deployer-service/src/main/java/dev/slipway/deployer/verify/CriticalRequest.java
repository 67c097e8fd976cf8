package dev.slipway.deployer.verify;

import org.jspecify.annotations.Nullable;

/**
 * A request that must be answered as its owner says, or the app is of no use.
 *
 * @param contains a text that the answer must have
 * @param maxMillis how long the answer may take
 */
public record CriticalRequest(
        String name,
        String path,
        int status,
        @Nullable String contains,
        @Nullable Integer maxMillis) {}
