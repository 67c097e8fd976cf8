package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads apk's database: stanzas of one-letter fields. It also says which files the packages brought ({@code F:} a
 * folder, {@code R:} a file in it).
 */
final class ApkInstalled {
    private static final int BROKEN_NAMED = 100;
    private final String path;
    private final long mostPackages;
    private final PathHashes.Builder owned;
    private final List<ListedPackage> packages = new ArrayList<>();
    private final List<Doubt> broken = new ArrayList<>();
    private @Nullable String name;
    private @Nullable String version;
    private @Nullable String origin;
    private String architecture = "";
    private String folder = "";
    private boolean inStanza;

    private ApkInstalled(String path, long mostPackages, PathHashes.Builder owned) {
        this.path = path;
        this.mostPackages = mostPackages;
        this.owned = owned;
    }

    static PathFact.Packages read(KeptFile file, String path, long mostPackages, PathHashes.Builder owned)
            throws IOException {
        ApkInstalled database = new ApkInstalled(path, mostPackages, owned);
        for (String line = file.line(); line != null; line = file.line()) {
            database.take(line);
        }
        database.endStanza();
        return new PathFact.Packages(PackageKind.APK, database.packages, database.broken);
    }

    private void take(String line) throws Refused {
        if (line.isBlank()) {
            endStanza();
            return;
        }
        inStanza = true;
        if (line.length() < 2 || line.charAt(1) != ':') {
            return;
        }
        String value = line.substring(2).strip();
        switch (line.charAt(0)) {
            case 'P' -> name = value;
            case 'V' -> version = value;
            case 'o' -> origin = value;
            case 'A' -> architecture = value;
            case 'F' -> folder = value;
            case 'R' -> owned.add(folder.isEmpty() ? value : folder + "/" + value);
            default -> {}
        }
    }

    private void endStanza() throws Refused {
        if (inStanza) {
            keep();
        }
        name = null;
        version = null;
        origin = null;
        architecture = "";
        folder = "";
        inStanza = false;
    }

    private void keep() throws Refused {
        if (name == null || name.isEmpty() || version == null || version.isEmpty()) {
            if (broken.size() < BROKEN_NAMED) {
                broken.add(new Doubt(
                        Gap.Kind.BROKEN_RECORD,
                        "a record of %s has %s"
                                .formatted(
                                        path,
                                        name == null || name.isEmpty()
                                                ? "no name (P:)"
                                                : "'" + EntryPath.shortened(name) + "' without a version (V:)")));
            }
            return;
        }
        if (packages.size() >= mostPackages) {
            throw new Refused(Kind.ENTRY_COUNT, "%s lists more packages than are read".formatted(path));
        }
        String source = origin == null || origin.isEmpty() ? name : origin;
        packages.add(new ListedPackage(PackageKind.APK, name, version, source, version, architecture, null));
    }
}
