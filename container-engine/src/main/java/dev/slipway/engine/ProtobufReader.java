package dev.slipway.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the few wire forms of a protobuf message that BuildKit's progress uses, skipping fields it is not asked for. Input that ends
 * early or claims lengths beyond its end is an {@link IllegalArgumentException}.
 */
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;

    private final ByteBuffer bytes;
    private int wireType;

    ProtobufReader(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private ProtobufReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The next field's number, or 0 at the end. Its value is then read or skipped before the next call. */
    int nextField() {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        var tag = varint();
        wireType = (int) (tag & 7);
        var field = tag >>> 3;
        if (field < 1 || field > 536_870_911) {
            throw new IllegalArgumentException(
                    "not a protobuf message: field number %d at byte %d".formatted(field, bytes.position()));
        }
        return (int) field;
    }

    long number() {
        expect(VARINT);
        return varint();
    }

    boolean flag() {
        return number() != 0;
    }

    String text() {
        return StandardCharsets.UTF_8.decode(slice()).toString();
    }

    /** A view, not a copy. */
    ByteBuffer bytes() {
        return slice().asReadOnlyBuffer();
    }

    ProtobufReader message() {
        return new ProtobufReader(slice());
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case BYTES -> slice();
            case FIXED32 -> advance(4);
            default ->
                throw new IllegalArgumentException(
                        "not a protobuf message: wire type %d at byte %d".formatted(wireType, bytes.position()));
        }
    }

    private ByteBuffer slice() {
        expect(BYTES);
        var length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "protobuf message cut off: a field of %d bytes, %d left".formatted(length, bytes.remaining()));
        }
        var slice = bytes.slice(bytes.position(), (int) length);
        advance((int) length);
        return slice;
    }

    private void advance(int count) {
        if (count > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "protobuf message cut off: %d bytes wanted, %d left".formatted(count, bytes.remaining()));
        }
        bytes.position(bytes.position() + count);
    }

    private long varint() {
        var value = 0L;
        for (var i = 0; i < LONGEST_VARINT; i++) {
            if (!bytes.hasRemaining()) {
                throw new IllegalArgumentException("protobuf message cut off inside a number");
            }
            var next = bytes.get();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a protobuf message: a number of more than 10 bytes");
    }

    private void expect(int wanted) {
        if (wireType != wanted) {
            throw new IllegalArgumentException(
                    "not the expected protobuf message: wire type %d where %d was due".formatted(wireType, wanted));
        }
    }
}
