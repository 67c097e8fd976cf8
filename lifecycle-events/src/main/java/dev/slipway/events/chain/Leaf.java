package dev.slipway.events.chain;

import dev.slipway.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The head of a chain as a checkpoint found it: a leaf of the tree of all heads there ever were.
 *
 * @param checkpoint number of the checkpoint that found the chain grown since the one before
 * @param position in the tree, from 0
 * @param hash of the entry at {@code seq}
 */
public record Leaf(long checkpoint, long position, String subject, long seq, byte[] hash) {
    private static final byte[] LEAF = {0};

    /** As RFC 6962 hashes a leaf; what is hashed is three lines: subject, seq, hash in hex. */
    public byte[] merkleHash() {
        String text = subject + "\n" + seq + "\n" + HexFormat.of().formatHex(hash) + "\n";
        return Sha256.of(LEAF, text.getBytes(StandardCharsets.UTF_8));
    }

    String name() {
        return subject + "/" + seq;
    }
}
