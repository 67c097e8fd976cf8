package dev.slipway.scanner.advisory;

import dev.slipway.scanner.advisory.Unmatched.Reason;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.inventory.PackageKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Under which names advisories speak about a package.
 *
 * @param base the ecosystem without a release, for example {@code Debian}; empty where it is not known
 * @param names with the release where there are releases; the first one is shown to people
 * @param unknown why it is not known, with a sentence in {@code detail}
 */
public record Ecosystem(
        String base, List<String> names, @Nullable Reason unknown, String detail) implements Comparable<Ecosystem> {
    /** Distributions with OSV records, by the ID in their {@code os-release}. */
    private static final Map<PackageKind, Map<String, String>> DISTRIBUTIONS = Map.of(
            PackageKind.DEB, Map.of("debian", "Debian", "ubuntu", "Ubuntu"),
            PackageKind.APK, Map.of("alpine", "Alpine", "wolfi", "Wolfi", "chainguard", "Chainguard"));

    public Ecosystem {
        names = List.copyOf(names);
    }

    public static Ecosystem of(InstalledPackage installed, @Nullable OsRelease os) {
        String fixed = installed.kind().ecosystem();
        if (fixed == null) {
            return ofDistribution(installed.kind(), os);
        }
        if (installed.kind() == PackageKind.MAVEN && !installed.name().contains(":")) {
            return new Ecosystem(
                    fixed,
                    List.of(fixed),
                    Reason.NOT_IDENTIFIED,
                    "Java archives that do not say which group they are of, so that no advisory can name them");
        }
        return new Ecosystem(fixed, List.of(fixed), null, "");
    }

    private static Ecosystem ofDistribution(PackageKind kind, @Nullable OsRelease os) {
        if (os == null) {
            return unknown(
                    "",
                    "the image has packages and no os-release, so it is not known which distribution's advisories apply");
        }
        String name = DISTRIBUTIONS.getOrDefault(kind, Map.of()).get(os.id());
        if (name == null) {
            return unknown(os.id(), "no advisories are matched for the distribution '%s' yet".formatted(os.id()));
        }
        String version = os.versionId();
        return switch (name) {
            case "Wolfi", "Chainguard" -> new Ecosystem(name, List.of(name), null, "");
            case "Alpine" ->
                version == null || !version.matches("\\d+\\.\\d+\\.\\d+")
                        ? rolling(os)
                        : released(name, "v" + version.substring(0, version.lastIndexOf('.')));
            case "Ubuntu" ->
                version == null
                        ? rolling(os)
                        : new Ecosystem(name, List.of(name + ":" + version, name + ":" + version + ":LTS"), null, "");
            default -> version == null ? rolling(os) : released(name, version);
        };
    }

    private static Ecosystem released(String name, String release) {
        return new Ecosystem(name, List.of(name + ":" + release), null, "");
    }

    private static Ecosystem rolling(OsRelease os) {
        String detail = os.versionId() == null
                ? "the os-release of '%s' has no VERSION_ID (a rolling release?), so it is not known which advisories apply"
                        .formatted(os.id())
                : "the VERSION_ID '%s' of '%s' is no release, so it is not known which advisories apply"
                        .formatted(os.versionId(), os.id());
        return unknown(os.id(), detail);
    }

    private static Ecosystem unknown(String id, String detail) {
        return new Ecosystem("", List.of(id), Reason.UNKNOWN_RELEASE, detail);
    }

    public String name() {
        return names.getFirst();
    }

    /** With the name that speaks about every release. */
    public List<String> allNames() {
        return names.contains(base)
                ? names
                : Stream.concat(names.stream(), Stream.of(base)).toList();
    }

    @Override
    public int compareTo(Ecosystem other) {
        return Comparator.comparing(Ecosystem::name)
                .thenComparing(one -> one.unknown == null ? "" : one.unknown.name())
                .thenComparing(Ecosystem::detail)
                .thenComparing(Ecosystem::base)
                .compare(this, other);
    }
}
