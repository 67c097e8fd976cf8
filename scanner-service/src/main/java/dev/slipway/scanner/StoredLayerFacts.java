package dev.slipway.scanner;

import dev.slipway.ledger.ScanStore;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.LayerFacts;
import dev.slipway.scanner.inventory.LayerFactsJson;
import dev.slipway.scanner.inventory.LayerFactsStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Facts of layers in the ledger's database, for all replicas. */
@ApplicationScoped
class StoredLayerFacts implements LayerFactsStore {
    private final ScanStore store;

    StoredLayerFacts(ScanStore store) {
        this.store = store;
    }

    @Override
    public Optional<LayerFacts> find(Digest diffId, String analyzer) {
        return store.layerFacts(diffId, analyzer).map(packed -> LayerFactsJson.read(unpacked(packed)));
    }

    @Override
    public void keep(LayerFacts facts) {
        store.keepLayerFacts(facts.diffId(), facts.analyzer(), packed(LayerFactsJson.write(facts)));
    }

    private static byte[] packed(String json) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static String unpacked(byte[] packed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
