package dev.slipway.scanner.inventory;

import java.io.IOException;

/** Something went wrong on this machine, such as a full disk: no fault of the layer, and perhaps better later. */
final class LocalTroubleException extends IOException {
    LocalTroubleException(String what, IOException cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
