package dev.slipway.scanner.inventory;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The paths of an image that are read by their names, without a leading slash. */
final class WantedPaths {
    static final String DPKG_STATUS = "var/lib/dpkg/status";
    /** Images built without dpkg itself ("distroless") keep one control file per package here. */
    static final String DPKG_STATUS_D = "var/lib/dpkg/status.d";

    static final String ETC_OS_RELEASE = "etc/os-release";
    static final String USR_OS_RELEASE = "usr/lib/os-release";

    private static final String DPKG_INFO = "var/lib/dpkg/info/";
    private static final Set<String> APK = Set.of("lib/apk/db/installed", "usr/lib/apk/db/installed");

    /** Databases that say "there are packages here" and that this analyzer does not read. */
    private static final Map<String, String> UNREAD = Map.of(
            "var/lib/rpm/Packages", "rpm",
            "var/lib/rpm/Packages.db", "rpm",
            "var/lib/rpm/rpmdb.sqlite", "rpm",
            "usr/lib/sysimage/rpm/Packages", "rpm",
            "usr/lib/sysimage/rpm/Packages.db", "rpm",
            "usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm",
            "var/lib/pacman/local/ALPM_DB_VERSION", "pacman");

    /** A package as npm puts it down; package.json files deeper inside it are its own business. */
    private static final Pattern NPM_INSTALLED =
            Pattern.compile("(?:.*/)?node_modules/(?:@[^/]+/)?[^/@.][^/]*/package\\.json");

    private static final Set<String> ANCESTORS = ancestors();

    private WantedPaths() {}

    /** How a file is read. */
    enum Reading {
        DPKG,
        DPKG_LIST,
        APK,
        OS_RELEASE,
        UNREAD,
        JAVA,
        NPM_INSTALLED,
        NPM_LOCK,
        PYTHON;

        boolean isDatabase() {
            return this == DPKG || this == APK || this == OS_RELEASE || this == UNREAD;
        }
    }

    static @Nullable Reading reading(String path) {
        if (path.equals(DPKG_STATUS) || isControlFile(path)) {
            return Reading.DPKG;
        }
        if (path.startsWith(DPKG_INFO) && path.endsWith(".list")) {
            return Reading.DPKG_LIST;
        }
        if (APK.contains(path)) {
            return Reading.APK;
        }
        if (isOsRelease(path)) {
            return Reading.OS_RELEASE;
        }
        if (UNREAD.containsKey(path)) {
            return Reading.UNREAD;
        }
        return application(path);
    }

    private static @Nullable Reading application(String path) {
        if (JavaArchives.isArchive(path)) {
            return Reading.JAVA;
        }
        if (path.endsWith("/package.json")) {
            return NPM_INSTALLED.matcher(path).matches() ? Reading.NPM_INSTALLED : null;
        }
        if (isNpmLock(path)) {
            return path.startsWith("node_modules/") || path.contains("/node_modules/") ? null : Reading.NPM_LOCK;
        }
        return path.endsWith(".dist-info/METADATA") || path.endsWith(".egg-info/PKG-INFO") || path.endsWith(".egg-info")
                ? Reading.PYTHON
                : null;
    }

    /** Whether a package of an application is expected in a file of this name. */
    static boolean isApplication(String path) {
        Reading reading = reading(path);
        return reading != null && !reading.isDatabase() && reading != Reading.DPKG_LIST;
    }

    static boolean isNpmLock(String path) {
        return path.equals("package-lock.json") || path.endsWith("/package-lock.json");
    }

    static boolean isOsRelease(String path) {
        return path.equals(ETC_OS_RELEASE) || path.equals(USR_OS_RELEASE);
    }

    static String unreadKind(String path) {
        return UNREAD.getOrDefault(path, "unknown");
    }

    /** Whether a database is expected at this path or beneath it. */
    static boolean leadsToDatabase(String path) {
        Reading reading = reading(path);
        return (reading != null && reading.isDatabase()) || ANCESTORS.contains(path);
    }

    /** Whether a package database of a kind that every image of a distribution has is expected there or beneath. */
    static boolean leadsToPackages(String path) {
        Reading reading = reading(path);
        return reading == Reading.DPKG
                || reading == Reading.APK
                || DPKG_STATUS_D.equals(path)
                || DPKG_STATUS.startsWith(path + "/")
                || APK.stream().anyMatch(file -> file.startsWith(path + "/") && path.contains("apk"));
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
        files.addAll(APK);
        files.addAll(Set.of(DPKG_STATUS, DPKG_STATUS_D, ETC_OS_RELEASE, USR_OS_RELEASE));
        for (String file : files) {
            for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
                all.add(file.substring(0, slash));
            }
        }
        return Set.copyOf(all);
    }
}
