package dev.slipway.scanner.version;

/**
 * A version by Debian policy: {@code [epoch:]upstream[-revision]}. Compared piece by piece, text before number; a tilde
 * is older than anything, even the end; numbers may have any length. Versions that compare as the same
 * ({@code 1.0} and {@code 1.00}) need not be equal as values: the text is kept as it was given.
 */
public record DebianVersion(String text, String epoch, String upstream, String revision)
        implements Comparable<DebianVersion> {

    /**
     * Takes a version apart.
     *
     * @throws IllegalArgumentException a part is missing, the epoch is no number, or there are spaces or non-ASCII in it
     */
    public static DebianVersion parse(String text) {
        int colon = text.indexOf(':');
        String epoch = colon < 0 ? "0" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        int dash = rest.lastIndexOf('-');
        String upstream = dash < 0 ? rest : rest.substring(0, dash);
        // By policy a missing revision is the same as revision 0.
        String revision = dash < 0 ? "0" : rest.substring(dash + 1);
        if (upstream.isEmpty()
                || revision.isEmpty()
                || epoch.isEmpty()
                || !epoch.chars().allMatch(DigitRuns::isDigit)
                || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "not a Debian version: '%s' (expected [epoch:]upstream[-revision], for example 1:2.36-9+deb12u4)"
                            .formatted(text));
        }
        return new DebianVersion(text, epoch, upstream, revision);
    }

    static int compare(String left, String right) {
        return parse(left).compareTo(parse(right));
    }

    @Override
    public int compareTo(DebianVersion other) {
        int byEpoch = comparePart(epoch, other.epoch);
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byUpstream = comparePart(upstream, other.upstream);
        return byUpstream != 0 ? byUpstream : comparePart(revision, other.revision);
    }

    @Override
    public String toString() {
        return text;
    }

    private static int comparePart(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (isText(a, i) || isText(b, j)) {
                int difference = weight(a, i) - weight(b, j);
                if (difference != 0) {
                    return difference;
                }
                i++;
                j++;
            }
            int endOfI = DigitRuns.end(a, i);
            int endOfJ = DigitRuns.end(b, j);
            int byNumber = DigitRuns.compare(a, i, endOfI, b, j, endOfJ);
            if (byNumber != 0) {
                return byNumber;
            }
            i = endOfI;
            j = endOfJ;
        }
        return 0;
    }

    /** Tilde, then the end or a number, then letters, then all else. */
    private static int weight(String part, int at) {
        if (at >= part.length() || DigitRuns.isDigit(part.charAt(at))) {
            return 0;
        }
        char c = part.charAt(at);
        if (c == '~') {
            return -1;
        }
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter ? c : c + 256;
    }

    private static boolean isText(String part, int at) {
        return at < part.length() && !DigitRuns.isDigit(part.charAt(at));
    }
}
