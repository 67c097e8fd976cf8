package dev.slipway.scanner.inventory;

import java.util.ArrayList;
import java.util.List;

/** A tar entry's name as the path it has in the image. */
final class EntryPath {
    private EntryPath() {}

    /**
     * Without leading {@code ./} or slash; the root is the empty string. A name that climbs is refused: no tool writes
     * one in good faith, and runtimes disagree about where it ends up.
     */
    static String of(String name) throws Refused {
        if (name.indexOf('\0') >= 0) {
            throw new Refused(UnreadableLayerException.Kind.UNSAFE_PATH, "an entry's name contains a NUL character");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new Refused(
                        UnreadableLayerException.Kind.UNSAFE_PATH,
                        "the entry '%s' climbs out of its folder with '..'".formatted(shortened(name)));
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Names come from strangers and may be a megabyte long; messages are read by people. */
    static String shortened(String name) {
        return name.length() <= 120 ? name : name.substring(0, 120) + "...";
    }
}
