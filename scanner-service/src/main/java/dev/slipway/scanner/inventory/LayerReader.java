package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Turns one layer's stored bytes into {@link LayerFacts}, or says why nobody can. */
final class LayerReader {
    private final ReadLimits limits;

    LayerReader(ReadLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads all of the layer, once or, for a folded file, twice.
     *
     * @throws UnreadableLayerException the bytes are broken, hostile or not what was announced
     * @throws IOException the bytes could not be fetched
     */
    LayerFacts read(LayerSource layer) throws IOException, UnreadableLayerException {
        Read first = readOnce(layer, Map.of());
        if (first.pass.hardLinks.isEmpty()) {
            return first.facts();
        }
        // A wanted file is a hard link to one that went by unread (some tools fold equal files): once more, reading
        // that.
        Map<String, String> readAs = new HashMap<>();
        first.pass.hardLinks.forEach((wanted, target) -> readAs.put(target, wanted));
        return readOnce(layer, readAs).facts();
    }

    private Read readOnce(LayerSource layer, Map<String, String> readAs) throws IOException, UnreadableLayerException {
        try (SourceStream source = new SourceStream(layer.bytes().open())) {
            try {
                return readTar(layer, source, readAs);
            } catch (LocalTroubleException here) {
                throw here;
            } catch (IOException failed) {
                IOException fetching = source.failure();
                if (fetching != null) {
                    throw fetching;
                }
                throw unreadable(layer, failed);
            }
        }
    }

    private Read readTar(LayerSource layer, SourceStream source, Map<String, String> readAs) throws IOException {
        try (InputStream tar = LayerCompression.uncompressed(source, layer.mediaType());
                MeteredStream bytes = new MeteredStream(tar, source, limits)) {
            LayerPass pass = new LayerPass(bytes, limits, readAs);
            pass.run();
            Digest diffId = bytes.diffId();
            if (layer.diffId() != null && !layer.diffId().equals(diffId)) {
                throw new Refused(
                        Kind.DIFF_ID,
                        "the image's configuration says its content is %s, its bytes are %s"
                                .formatted(layer.diffId(), diffId));
            }
            return new Read(diffId, bytes.count(), pass);
        }
    }

    private static UnreadableLayerException unreadable(LayerSource layer, IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return new UnreadableLayerException(refused.kind(), layer.digest(), refused.detail(), failed);
            }
        }
        return new UnreadableLayerException(
                Kind.CORRUPT,
                layer.digest(),
                "its bytes are no intact layer archive (%s); build and push the image again"
                        .formatted(failed.getMessage()),
                failed);
    }

    private record Read(Digest diffId, long bytes, LayerPass pass) {
        LayerFacts facts() {
            return new LayerFacts(
                    diffId,
                    LayerFacts.ANALYZER,
                    bytes,
                    pass.whiteouts,
                    pass.opaque,
                    pass.files.build(),
                    pass.directories.build(),
                    pass.paths,
                    pass.secrets,
                    pass.setuid);
        }
    }
}
