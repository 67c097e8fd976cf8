package dev.slipway.scanner.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is inside an image. Sorted, so that the same layers always give the same value.
 *
 * @param os absent in images made from scratch
 */
public record Inventory(@Nullable OsRelease os, List<InstalledPackage> packages, List<Gap> gaps) {
    public Inventory {
        packages = List.copyOf(packages);
        gaps = List.copyOf(gaps);
    }
}
