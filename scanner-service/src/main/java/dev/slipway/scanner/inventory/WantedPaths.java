package dev.slipway.scanner.inventory;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The few paths of an image that are read, without a leading slash. */
final class WantedPaths {
    static final String DPKG_STATUS = "var/lib/dpkg/status";
    /** Images built without dpkg itself ("distroless") keep one control file per package here. */
    static final String DPKG_STATUS_D = "var/lib/dpkg/status.d";

    static final String ETC_OS_RELEASE = "etc/os-release";
    static final String USR_OS_RELEASE = "usr/lib/os-release";

    /** Databases that say "there are packages here" and that this analyzer does not read. */
    private static final Map<String, String> UNREAD = Map.of(
            "lib/apk/db/installed", "apk",
            "usr/lib/apk/db/installed", "apk",
            "var/lib/rpm/Packages", "rpm",
            "var/lib/rpm/Packages.db", "rpm",
            "var/lib/rpm/rpmdb.sqlite", "rpm",
            "usr/lib/sysimage/rpm/Packages", "rpm",
            "usr/lib/sysimage/rpm/Packages.db", "rpm",
            "usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm",
            "var/lib/pacman/local/ALPM_DB_VERSION", "pacman");

    private static final Set<String> ANCESTORS = ancestors();

    private WantedPaths() {}

    static boolean isDpkg(String path) {
        return path.equals(DPKG_STATUS) || isControlFile(path);
    }

    static boolean isOsRelease(String path) {
        return path.equals(ETC_OS_RELEASE) || path.equals(USR_OS_RELEASE);
    }

    static @Nullable String unreadKind(String path) {
        return UNREAD.get(path);
    }

    static boolean isWanted(String path) {
        return isDpkg(path) || isOsRelease(path) || UNREAD.containsKey(path);
    }

    /** Whether something wanted can lie beneath this path. */
    static boolean leadsToWanted(String path) {
        return ANCESTORS.contains(path);
    }

    /** Whether a package database is expected at this path or beneath it. */
    static boolean leadsToDpkg(String path) {
        return isDpkg(path) || DPKG_STATUS_D.equals(path) || DPKG_STATUS.startsWith(path + "/");
    }

    private static boolean isControlFile(String path) {
        String folder = DPKG_STATUS_D + "/";
        return path.startsWith(folder)
                && path.indexOf('/', folder.length()) < 0
                && path.length() > folder.length()
                && !path.endsWith(".md5sums");
    }

    private static Set<String> ancestors() {
        Set<String> all = new TreeSet<>(Set.of("", DPKG_STATUS_D));
        Set<String> files = new TreeSet<>(UNREAD.keySet());
        files.addAll(Set.of(DPKG_STATUS, DPKG_STATUS_D, ETC_OS_RELEASE, USR_OS_RELEASE));
        for (String file : files) {
            for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
                all.add(file.substring(0, slash));
            }
        }
        return Set.copyOf(all);
    }
}
