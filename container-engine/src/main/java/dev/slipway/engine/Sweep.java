package dev.slipway.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Removes what bears a label, in the order in which things hold each other: containers, networks, images. */
final class Sweep {
    private final EngineConnection connection;
    private final Containers containers;
    private final Images images;

    Sweep(EngineConnection connection, Containers containers, Images images) {
        this.connection = connection;
        this.containers = containers;
        this.images = images;
    }

    Leftovers remove(String label, String value) {
        var labels = Map.of(label, value);
        var kept = new ArrayList<String>();
        return new Leftovers(
                each("container", containersWith(labels), containers::remove, kept),
                each("network", networksWith(label + "=" + value), new Networks(connection)::remove, kept),
                images(labels, kept),
                kept);
    }

    /** An image others were built from goes only after them, so the list is gone through again while that helps. */
    private List<String> images(Map<String, String> labels, List<String> kept) {
        var removed = new ArrayList<String>();
        while (true) {
            var stuck = new ArrayList<String>();
            var now = each("image", imagesWith(labels), id -> images.remove(id, true), stuck);
            removed.addAll(now);
            if (stuck.isEmpty() || now.isEmpty()) {
                kept.addAll(stuck);
                return removed;
            }
        }
    }

    /** One that is in use is reported and does not stop the others. */
    private static List<String> each(String kind, List<String> found, Consumer<String> remove, List<String> kept) {
        var removed = new ArrayList<String>();
        for (var id : found) {
            try {
                remove.accept(id);
                removed.add(id);
            } catch (EngineFailure.Refused e) {
                kept.add("%s %s: %s".formatted(kind, id, e.getMessage()));
            }
        }
        return removed;
    }

    private List<String> containersWith(Map<String, String> labels) {
        return containers.list(labels).stream().map(ContainerState::id).toList();
    }

    private List<String> networksWith(String label) {
        return connection.ask(
                "list networks with " + label,
                client -> client.listNetworksCmd().withFilter("label", List.of(label)).exec().stream()
                        .map(network -> network.getId())
                        .toList());
    }

    private List<String> imagesWith(Map<String, String> labels) {
        return connection.ask(
                "list images with " + labels,
                client -> client.listImagesCmd().withLabelFilter(labels).exec().stream()
                        .map(image -> image.getId())
                        .toList());
    }
}
