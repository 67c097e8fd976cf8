package dev.slipway.scanner.advisory;

import dev.slipway.lifecycle.Digest;
import java.time.Instant;

/** A record as it was imported: what it says, and what identifies these very bytes. */
public record OsvRecord(Advisory advisory, Instant modified, boolean withdrawn, Digest content) {
    public String id() {
        return advisory.id();
    }
}
