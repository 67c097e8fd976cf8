package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the stanzas of {@code var/lib/dpkg/status} or of a single control file, keeping only what is installed. */
final class DpkgStatus {
    /** The only states without the package's files on disk; half-installed ones have them, and can be attacked. */
    private static final Set<String> ABSENT = Set.of("not-installed", "config-files");

    private static final Set<String> FIELDS = Set.of("package", "version", "source", "status", "architecture");
    private static final Pattern SOURCE = Pattern.compile("(\\S+)(?:\\s+\\((\\S+)\\))?");
    private static final int BROKEN_NAMED = 100;

    private final String path;
    private final long mostPackages;
    private final List<ListedPackage> packages = new ArrayList<>();
    private final List<Doubt> broken = new ArrayList<>();
    private final Map<String, String> stanza = new HashMap<>();
    private boolean inStanza;

    private DpkgStatus(String path, long mostPackages) {
        this.path = path;
        this.mostPackages = mostPackages;
    }

    static PathFact.Packages read(KeptFile file, String path, long mostPackages) throws IOException {
        DpkgStatus status = new DpkgStatus(path, mostPackages);
        for (String line = file.line(); line != null; line = file.line()) {
            status.take(line);
        }
        status.endStanza();
        return new PathFact.Packages(PackageKind.DEB, status.packages, status.broken);
    }

    private void take(String line) throws Refused {
        if (line.isBlank()) {
            endStanza();
            return;
        }
        inStanza = true;
        int colon = line.indexOf(':');
        if (colon < 1 || Character.isWhitespace(line.charAt(0))) {
            return; // a continuation line: descriptions and file lists, none of our fields
        }
        String field = line.substring(0, colon).toLowerCase(Locale.ROOT);
        if (FIELDS.contains(field)) {
            stanza.put(field, line.substring(colon + 1).strip());
        }
    }

    private void endStanza() throws Refused {
        if (inStanza && isInstalled(stanza.get("status"))) {
            keep(stanza.get("package"), stanza.get("version"));
        }
        stanza.clear();
        inStanza = false;
    }

    /** "want flag state"; control files have no such field, and a record without it is taken to be there. */
    private static boolean isInstalled(@Nullable String status) {
        if (status == null) {
            return true;
        }
        String[] words = status.split("\\s+", -1);
        return !ABSENT.contains(words[words.length - 1]);
    }

    private void keep(@Nullable String name, @Nullable String version) throws Refused {
        if (name == null || name.isEmpty() || version == null || version.isEmpty()) {
            complain("a record of %s has %s"
                    .formatted(
                            path,
                            name == null
                                    ? "no Package field"
                                    : "'" + EntryPath.shortened(name) + "' without a Version field"));
            return;
        }
        Matcher source = SOURCE.matcher(stanza.getOrDefault("source", name));
        if (!source.matches()) {
            complain("package %s in %s has the Source field '%s' (expected 'name' or 'name (version)')"
                    .formatted(name, path, EntryPath.shortened(stanza.getOrDefault("source", ""))));
            source = SOURCE.matcher(name);
            if (!source.matches()) {
                return;
            }
        }
        String sourceVersion = source.group(2) == null ? version : source.group(2);
        String architecture = stanza.getOrDefault("architecture", "");
        if (packages.size() >= mostPackages) {
            throw new Refused(Kind.ENTRY_COUNT, "%s lists more packages than are read".formatted(path));
        }
        packages.add(
                new ListedPackage(PackageKind.DEB, name, version, source.group(1), sourceVersion, architecture, null));
    }

    private void complain(String what) {
        if (broken.size() < BROKEN_NAMED) {
            broken.add(new Doubt(Gap.Kind.BROKEN_RECORD, what));
        }
    }
}
