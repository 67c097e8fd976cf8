package dev.slipway.builder.tag;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Released versions among tags: {@code 1.2.3}, neither a pre-release nor a movable {@code 1.2}. */
public final class Versions {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,10})\\.(\\d{1,10})\\.(\\d{1,10})(?:_.*)?");
    private static final Comparator<Release> ORDER = Comparator.comparingLong(Release::major)
            .thenComparingLong(Release::minor)
            .thenComparingLong(Release::patch);

    private Versions() {}

    private record Release(long major, long minor, long patch) {
        static Optional<Release> of(String tag) {
            Matcher parts = RELEASE.matcher(tag);
            return parts.matches()
                    ? Optional.of(new Release(
                            Long.parseLong(parts.group(1)),
                            Long.parseLong(parts.group(2)),
                            Long.parseLong(parts.group(3))))
                    : Optional.empty();
        }

        boolean belongsTo(String line) {
            return line.equals(Long.toString(major)) || line.equals(major + "." + minor);
        }
    }

    /**
     * Whether a movable tag such as {@code 1} or {@code 1.2} belongs to a newer release than the artifact's own: a mended
     * 1.1.9 that comes after 1.2.0 must not take {@code 1} away from it.
     */
    public static boolean overtaken(String line, Collection<String> own, Collection<String> present) {
        Optional<Release> newest = newest(line, own);
        return newest.isPresent()
                && newest(line, present)
                        .filter(other -> ORDER.compare(other, newest.get()) > 0)
                        .isPresent();
    }

    private static Optional<Release> newest(String line, Collection<String> tags) {
        return tags.stream()
                .map(Release::of)
                .flatMap(Optional::stream)
                .filter(release -> release.belongsTo(line))
                .max(ORDER);
    }
}
