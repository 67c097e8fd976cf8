package dev.slipway.scanner.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is inside an image. Sorted, so that the same layers always give the same value.
 *
 * @param os absent in images made from scratch
 * @param secrets of every layer, those that a later layer removes included: whoever has the image has them
 * @param setuid files that run with their owner's or group's rights
 */
public record Inventory(
        @Nullable OsRelease os,
        List<InstalledPackage> packages,
        List<Gap> gaps,
        List<Secret> secrets,
        List<String> setuid) {
    public Inventory {
        packages = List.copyOf(packages);
        gaps = List.copyOf(gaps);
        secrets = List.copyOf(secrets);
        setuid = List.copyOf(setuid);
    }

    public Inventory(@Nullable OsRelease os, List<InstalledPackage> packages, List<Gap> gaps) {
        this(os, packages, gaps, List.of(), List.of());
    }
}
