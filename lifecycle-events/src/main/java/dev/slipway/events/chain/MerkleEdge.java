package dev.slipway.events.chain;

import dev.slipway.events.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right edge of a Merkle tree that only grows (RFC 6962): the roots of its full subtrees, largest first. Enough to add
 * leaves and to know the root, with a handful of hashes however large the tree is.
 */
public final class MerkleEdge {
    private static final int HASH = 32;
    private static final byte[] NODE = {1};

    private final List<byte[]> peaks = new ArrayList<>();
    private long size;

    /** Of a tree of {@code size} leaves, from its {@link #bytes}. */
    public static MerkleEdge of(long size, byte[] bytes) {
        if (bytes.length != Long.bitCount(size) * HASH) {
            throw new IllegalArgumentException("%d bytes are no edge of a tree of %d leaves (expected %d)"
                    .formatted(bytes.length, size, Long.bitCount(size) * HASH));
        }
        MerkleEdge edge = new MerkleEdge();
        edge.size = size;
        for (int from = 0; from < bytes.length; from += HASH) {
            edge.peaks.add(Arrays.copyOfRange(bytes, from, from + HASH));
        }
        return edge;
    }

    public void add(byte[] leafHash) {
        byte[] hash = leafHash;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            hash = Sha256.of(NODE, peaks.removeLast(), hash);
        }
        peaks.add(hash);
        size++;
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        if (peaks.isEmpty()) {
            return Sha256.of();
        }
        byte[] hash = peaks.getLast();
        for (int i = peaks.size() - 2; i >= 0; i--) {
            hash = Sha256.of(NODE, peaks.get(i), hash);
        }
        return hash;
    }

    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        peaks.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
