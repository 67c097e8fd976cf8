package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;

/** A layer whose bytes can never be read, whoever tries again. Trouble in fetching them is an {@code IOException}. */
public final class UnreadableLayerException extends Exception {
    /** Why; the sentence that goes with it is the exception's message. */
    public enum Kind {
        MEDIA_TYPE,
        CORRUPT,
        DIFF_ID,
        UNSAFE_PATH,
        ENTRY_SIZE,
        LAYER_SIZE,
        IMAGE_SIZE,
        ENTRY_COUNT,
        COMPRESSION_RATIO
    }

    private final Kind kind;
    private final Digest layer;

    UnreadableLayerException(Kind kind, Digest layer, String detail, Throwable cause) {
        super(message(kind, layer, detail), cause);
        this.kind = kind;
        this.layer = layer;
    }

    UnreadableLayerException(Kind kind, Digest layer, String detail) {
        super(message(kind, layer, detail));
        this.kind = kind;
        this.layer = layer;
    }

    public Kind kind() {
        return kind;
    }

    public Digest layer() {
        return layer;
    }

    private static String message(Kind kind, Digest layer, String detail) {
        return "cannot read layer %s (%s): %s".formatted(layer.abbreviated(), kind, detail);
    }
}
