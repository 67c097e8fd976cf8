package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an image's layers, each once whatever number of images shares it, and says what is inside. */
public final class ImageInventory {
    private final ReadLimits limits;
    private final LayerFactsStore store;

    public ImageInventory(ReadLimits limits, LayerFactsStore store) {
        this.limits = limits;
        this.store = store;
    }

    /**
     * Reads what is not known of the layers yet, and lays them over each other.
     *
     * @param layers in the order of the image's manifest, the lowest first
     * @throws UnreadableLayerException the image can never be read
     * @throws IOException a layer could not be fetched: try again
     */
    public Inventory read(List<LayerSource> layers) throws IOException, UnreadableLayerException {
        List<LayerFacts> facts = new ArrayList<>();
        long left = limits.imageBytes();
        for (LayerSource layer : layers) {
            LayerFacts read = facts(layer, left);
            left -= read.bytes();
            facts.add(read);
        }
        return merge(facts);
    }

    /** What the layers are together, the lowest first: a function of the facts alone. */
    public static Inventory merge(List<LayerFacts> layers) {
        return LayerMerge.merge(layers);
    }

    private LayerFacts facts(LayerSource layer, long left) throws IOException, UnreadableLayerException {
        Optional<LayerFacts> known =
                layer.diffId() == null ? Optional.empty() : store.find(layer.diffId(), LayerFacts.ANALYZER);
        if (known.isPresent() && known.get().bytes() <= left) {
            return known.get();
        }
        if (known.isPresent() || left < 1) {
            throw tooLarge(layer);
        }
        LayerFacts read = readWithin(layer, left);
        store.keep(read);
        return read;
    }

    private LayerFacts readWithin(LayerSource layer, long left) throws IOException, UnreadableLayerException {
        if (left >= limits.layerBytes()) {
            return new LayerReader(limits).read(layer);
        }
        try {
            return new LayerReader(limits.withLayerBytes(left)).read(layer);
        } catch (UnreadableLayerException refused) {
            throw refused.kind() == Kind.LAYER_SIZE ? tooLarge(layer) : refused;
        }
    }

    private UnreadableLayerException tooLarge(LayerSource layer) {
        return new UnreadableLayerException(
                Kind.IMAGE_SIZE,
                layer.digest(),
                "with it the image has more than %,d bytes uncompressed".formatted(limits.imageBytes()));
    }
}
