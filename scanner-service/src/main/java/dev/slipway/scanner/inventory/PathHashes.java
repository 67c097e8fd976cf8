package dev.slipway.scanner.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A set of paths in eight bytes each, to ask only "is this one of them?". The hash is a cryptographic one, so that
 * nobody can name a file to make another one disappear.
 */
public final class PathHashes {
    static final PathHashes NONE = new PathHashes(new long[0]);
    private final long[] sorted;

    private PathHashes(long[] sorted) {
        this.sorted = sorted;
    }

    @JsonCreator
    static PathHashes parse(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        long[] hashes = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(hashes);
        return new PathHashes(hashes);
    }

    @JsonValue
    String base64() {
        ByteBuffer bytes = ByteBuffer.allocate(sorted.length * Long.BYTES);
        bytes.asLongBuffer().put(sorted);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    boolean contains(long hash) {
        return Arrays.binarySearch(sorted, hash) >= 0;
    }

    boolean contains(String path) {
        return contains(hash(path));
    }

    static long hash(String path) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sha256).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathHashes that && Arrays.equals(sorted, that.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return sorted.length + " paths";
    }

    /** Collects paths. */
    static final class Builder {
        private long[] hashes = new long[64];
        private int size;

        void add(String path) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, size * 2);
            }
            hashes[size++] = hash(path);
        }

        PathHashes build() {
            return new PathHashes(
                    Arrays.stream(hashes, 0, size).sorted().distinct().toArray());
        }
    }
}
