package dev.slipway.engine;

import java.util.List;

/**
 * What a sweep found.
 *
 * @param kept things that bear the label but could not be removed, each with the reason
 */
public record Leftovers(List<String> containers, List<String> networks, List<String> images, List<String> kept) {
    public Leftovers {
        containers = List.copyOf(containers);
        networks = List.copyOf(networks);
        images = List.copyOf(images);
        kept = List.copyOf(kept);
    }

    public boolean none() {
        return containers.isEmpty() && networks.isEmpty() && images.isEmpty() && kept.isEmpty();
    }
}
