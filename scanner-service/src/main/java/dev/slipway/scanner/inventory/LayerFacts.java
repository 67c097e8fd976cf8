package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the scanner needs from one layer, whatever image it is part of. Keep it under
 * ({@code diffId}, {@code analyzer}); {@link LayerFactsJson} is its stored form.
 *
 * @param diffId computed from the uncompressed bytes, not taken from anybody's word
 * @param analyzer the version of the reading code
 * @param whiteouts paths the layer removes from those below it, with all beneath them
 * @param opaque directories whose content from lower layers the layer removes
 * @param directories directories that replace whatever lower layers have at exactly that path
 */
public record LayerFacts(
        Digest diffId,
        String analyzer,
        long bytes,
        List<String> whiteouts,
        List<String> opaque,
        List<String> directories,
        SortedMap<String, PathFact> paths) {
    /** To be raised with every change that reads another fact from the same bytes; older facts are then read again. */
    public static final String ANALYZER = "1";

    public LayerFacts {
        whiteouts = List.copyOf(whiteouts);
        opaque = List.copyOf(opaque);
        directories = List.copyOf(directories);
        paths = Collections.unmodifiableSortedMap(new TreeMap<>(paths));
    }
}
