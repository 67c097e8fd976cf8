package dev.slipway.scanner.inventory;

import java.util.HashSet;
import java.util.Set;

/** What a layer hides of those below it. */
final class Hiding {
    private final Set<String> whiteouts;
    private final Set<String> opaque;
    private final PathHashes files;
    private final PathHashes directories;

    Hiding(LayerFacts layer) {
        this.whiteouts = new HashSet<>(layer.whiteouts());
        this.opaque = new HashSet<>(layer.opaque());
        this.files = layer.files();
        this.directories = layer.directories();
    }

    boolean hides(String path) {
        if (whiteouts.contains(path) || replaces(path)) {
            return true;
        }
        for (String above = path; !above.isEmpty(); ) {
            above = EntryPath.parent(above);
            if (opaque.contains(above) || whiteouts.contains(above) || (!above.isEmpty() && files.contains(above))) {
                return true;
            }
        }
        return false;
    }

    private boolean replaces(String path) {
        long hash = PathHashes.hash(path);
        return files.contains(hash) || directories.contains(hash);
    }
}
