package dev.slipway.scanner.inventory;

import java.io.IOException;

/** Carries a refusal out of a stream, where only an IOException can pass; {@link LayerReader} turns it into the typed one. */
final class Refused extends IOException {
    private final UnreadableLayerException.Kind kind;
    private final String detail;

    Refused(UnreadableLayerException.Kind kind, String detail) {
        super(detail);
        this.kind = kind;
        this.detail = detail;
    }

    UnreadableLayerException.Kind kind() {
        return kind;
    }

    String detail() {
        return detail;
    }
}
