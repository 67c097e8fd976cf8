package dev.slipway.scanner.inventory;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Reads the head of an installed Python distribution's description; the long text after it is left alone. */
final class PythonMetadata {
    private PythonMetadata() {}

    static PathFact.Packages read(KeptFile file, String path) throws IOException {
        String name = "";
        String version = "";
        for (String line = file.line(); line != null && !line.isBlank(); line = file.line()) {
            if (name.isEmpty() && line.regionMatches(true, 0, "Name:", 0, 5)) {
                name = line.substring(5).strip();
            } else if (version.isEmpty() && line.regionMatches(true, 0, "Version:", 0, 8)) {
                version = line.substring(8).strip();
            }
        }
        if (name.isEmpty() || version.isEmpty()) {
            String what = "%s names no package (expected the fields Name and Version)".formatted(path);
            return new PathFact.Packages(PackageKind.PYPI, List.of(), List.of(new Doubt(Gap.Kind.BROKEN_RECORD, what)));
        }
        return new PathFact.Packages(
                PackageKind.PYPI, List.of(ListedPackage.of(PackageKind.PYPI, normalized(name), version)), List.of());
    }

    /** By PEP 503 these are one name; advisories use this form. */
    private static String normalized(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }
}
