package dev.slipway.scanner.advisory;

import java.util.List;

/**
 * The versions of one package that an advisory is about.
 *
 * @param ecosystem as in the record, with its release, for example {@code Debian:12}
 * @param ranges those over the ecosystem's own versions
 * @param versions named one by one
 */
public record Affected(String ecosystem, String name, List<VersionRange> ranges, List<String> versions, Rating rating) {
    public Affected {
        ranges = List.copyOf(ranges);
        versions = List.copyOf(versions);
    }

    /** Whether it says anything about versions at all; ranges of commits alone do not. */
    boolean isComparable() {
        return !ranges.isEmpty() || !versions.isEmpty();
    }
}
