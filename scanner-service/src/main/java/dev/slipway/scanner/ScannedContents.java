package dev.slipway.scanner;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.lint.Remark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Everything a scan learns from the image itself; kept as evidence, so that the image is never read for it again. */
record ScannedContents(Inventory inventory, List<Remark> lint) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addMixIn(Digest.class, DigestAsText.class).build();

    ScannedContents {
        lint = List.copyOf(lint);
    }

    EvidenceBody evidence() {
        try {
            return new EvidenceBody(
                    "inventory", "application/vnd.slipway.inventory.v1+json", JSON.writeValueAsBytes(this));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static ScannedContents read(byte[] body) {
        try {
            return JSON.readValue(body, ScannedContents.class);
        } catch (IOException broken) {
            throw new UncheckedIOException("a kept inventory does not read back", broken);
        }
    }

    /** {@code lifecycle-model} knows nothing of Jackson. */
    private abstract static class DigestAsText {
        @JsonCreator
        DigestAsText(@SuppressWarnings("unused") String value) {}

        @JsonValue
        abstract String value();
    }
}
