package dev.slipway.events;

import org.jspecify.annotations.Nullable;

/**
 * An entry with everything that its bytes say about its place in the ledger.
 *
 * @param writer the service's role
 * @param move what it moved; null when it moved nothing
 * @param previousHash 64 hex digits
 */
public record ReadEntry(
        LifecycleEvent event, String writer, @Nullable Move move, String previousHash) {
    /** A move as it was told; whether it is a legal one is for others to know. */
    public record Move(String machine, String instance, String from, String to) {}
}
