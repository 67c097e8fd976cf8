package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import java.util.Optional;

/** Keeps what was read from a layer, so that images sharing one cost little more than one of them. */
public interface LayerFactsStore {
    /** For a single look at an image: nothing is kept. */
    LayerFactsStore NONE = new LayerFactsStore() {
        @Override
        public Optional<LayerFacts> find(Digest diffId, String analyzer) {
            return Optional.empty();
        }

        @Override
        public void keep(LayerFacts facts) {}
    };

    Optional<LayerFacts> find(Digest diffId, String analyzer);

    /** The facts carry the diff id computed from the bytes, so a lying image configuration cannot poison the store. */
    void keep(LayerFacts facts);
}
