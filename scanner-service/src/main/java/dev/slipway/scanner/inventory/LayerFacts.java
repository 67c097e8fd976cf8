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
 * @param files everything that is no directory: it replaces what lower layers have at its path and beneath it
 * @param directories they replace what lower layers have at exactly their path
 * @param setuid files that run with their owner's or group's rights
 */
public record LayerFacts(
        Digest diffId,
        String analyzer,
        long bytes,
        List<String> whiteouts,
        List<String> opaque,
        PathHashes files,
        PathHashes directories,
        SortedMap<String, PathFact> paths,
        List<Secret> secrets,
        List<String> setuid) {
    /** To be raised with every change that reads another fact from the same bytes; older facts are then read again. */
    public static final String ANALYZER = "2";

    public LayerFacts {
        whiteouts = List.copyOf(whiteouts);
        opaque = List.copyOf(opaque);
        paths = Collections.unmodifiableSortedMap(new TreeMap<>(paths));
        secrets = List.copyOf(secrets);
        setuid = List.copyOf(setuid);
    }
}
