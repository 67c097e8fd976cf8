package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a push or pull. A push tells its digest in one of two forms: an {@code aux} object (image store on graph drivers),
 * or only a status line {@code tag: digest: sha256:… size: n} (store of containerd, the default of fresh Engine 29 installations).
 */
final class TransferOutput {
    private static final Pattern DIGEST_LINE = Pattern.compile("\\S+: digest: (sha256:[0-9a-f]{64}) size: \\d+");

    private @Nullable ImageDigest fromAux;
    private @Nullable ImageDigest fromStatus;
    private String error = "";

    void accept(JsonNode line) {
        if (!JsonLines.error(line).isEmpty()) {
            error = JsonLines.error(line);
        }
        var digest = line.path("aux").path("Digest").asText("");
        if (!digest.isEmpty()) {
            fromAux = new ImageDigest(digest);
        }
        var matcher = DIGEST_LINE.matcher(line.path("status").asText(""));
        if (matcher.matches()) {
            fromStatus = new ImageDigest(matcher.group(1));
        }
    }

    /** The reason the transfer failed; empty where it did not. */
    String error() {
        return error;
    }

    Optional<ImageDigest> digest() {
        return Optional.ofNullable(fromAux != null ? fromAux : fromStatus);
    }
}
