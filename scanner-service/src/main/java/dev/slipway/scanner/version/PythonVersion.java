package dev.slipway.scanner.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version by PEP 440: {@code [epoch!]release[pre][.post][.dev][+local]}, in any of the spellings it allows.
 *
 * @param release without zeros at its end
 * @param pre letter ({@code a}, {@code b}, {@code rc}) and number
 */
record PythonVersion(
        String epoch,
        List<String> release,
        @Nullable Pre pre,
        @Nullable String post,
        @Nullable String dev,
        List<String> local)
        implements Comparable<PythonVersion> {
    private static final int LONGEST = 512;
    private static final Pattern FORM = Pattern.compile("v?(?:(?<epoch>[0-9]++)!)?(?<release>[0-9]++(?:\\.[0-9]++)*+)"
            + "(?<pre>[-_.]?(?<letter>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<number>[0-9]*+))?"
            + "(?<post>-(?<post1>[0-9]++)|[-_.]?(?:post|rev|r)[-_.]?(?<post2>[0-9]*+))?"
            + "(?<dev>[-_.]?dev[-_.]?(?<devn>[0-9]*+))?"
            + "(?:\\+(?<local>[a-z0-9]++(?:[-_.][a-z0-9]++)*+))?");

    /** A pre-release; letters are in the alphabet's order. */
    record Pre(String letter, String number) {}

    static PythonVersion parse(String text) {
        Matcher found = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (text.length() > LONGEST || !found.matches()) {
            throw new IllegalArgumentException(
                    "not a Python version: '%s' (expected PEP 440, for example 2.0.1rc1 or 1!2.0.post3)"
                            .formatted(text.length() > LONGEST ? text.substring(0, LONGEST) : text));
        }
        List<String> release = new ArrayList<>(List.of(found.group("release").split("\\.", -1)));
        while (release.size() > 1 && isZero(release.getLast())) {
            release.removeLast();
        }
        String post = found.group("post1") == null ? found.group("post2") : found.group("post1");
        return new PythonVersion(
                orZero(found.group("epoch")),
                List.copyOf(release),
                found.group("pre") == null
                        ? null
                        : new Pre(letter(found.group("letter")), orZero(found.group("number"))),
                found.group("post") == null ? null : orZero(post),
                found.group("dev") == null ? null : orZero(found.group("devn")),
                found.group("local") == null
                        ? List.of()
                        : List.of(found.group("local").split("[-_.]", -1)));
    }

    static int compare(String left, String right) {
        return parse(left).compareTo(parse(right));
    }

    @Override
    public int compareTo(PythonVersion other) {
        int difference = DigitRuns.compare(epoch, other.epoch);
        for (int i = 0; difference == 0 && i < Math.max(release.size(), other.release.size()); i++) {
            difference = DigitRuns.compare(part(release, i), part(other.release, i));
        }
        if (difference == 0) {
            difference = comparePre(other);
        }
        if (difference == 0) {
            difference = compareOptional(post, other.post, -1);
        }
        if (difference == 0) {
            difference = compareOptional(dev, other.dev, 1);
        }
        return difference == 0 ? compareLocal(other) : difference;
    }

    /** A release of development alone comes before every pre-release, a final one after them. */
    private int comparePre(PythonVersion other) {
        if (pre == null || other.pre == null) {
            return Integer.compare(rankWithoutPre(), other.rankWithoutPre());
        }
        int byLetter = pre.letter.compareTo(other.pre.letter);
        return byLetter != 0 ? byLetter : DigitRuns.compare(pre.number, other.pre.number);
    }

    private int rankWithoutPre() {
        if (pre != null) {
            return 0;
        }
        return post == null && dev != null ? -1 : 1;
    }

    /** @param absent where a version without the part stands: -1 before, 1 after those that have it */
    private static int compareOptional(@Nullable String left, @Nullable String right, int absent) {
        if (left == null || right == null) {
            return Integer.compare(left == null ? absent : 0, right == null ? absent : 0);
        }
        return DigitRuns.compare(left, right);
    }

    private int compareLocal(PythonVersion other) {
        for (int i = 0; i < Math.min(local.size(), other.local.size()); i++) {
            String left = local.get(i);
            String right = other.local.get(i);
            boolean leftIsNumber = DigitRuns.isNumber(left);
            int difference = leftIsNumber && DigitRuns.isNumber(right)
                    ? DigitRuns.compare(left, right)
                    : leftIsNumber == DigitRuns.isNumber(right) ? left.compareTo(right) : leftIsNumber ? 1 : -1;
            if (difference != 0) {
                return difference;
            }
        }
        return local.size() - other.local.size();
    }

    private static String letter(String spelled) {
        return switch (spelled) {
            case "alpha" -> "a";
            case "beta" -> "b";
            case "c", "pre", "preview" -> "rc";
            default -> spelled;
        };
    }

    private static String part(List<String> release, int i) {
        return i < release.size() ? release.get(i) : "0";
    }

    private static String orZero(@Nullable String number) {
        return number == null || number.isEmpty() ? "0" : number;
    }

    private static boolean isZero(String number) {
        return number.chars().allMatch(c -> c == '0');
    }
}
