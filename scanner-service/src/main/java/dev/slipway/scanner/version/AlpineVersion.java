package dev.slipway.scanner.version;

import java.util.ArrayList;
import java.util.List;

/**
 * A version by apk-tools 3: numbers, a letter, suffixes such as {@code _rc1} (before the release) or {@code _p1} (after
 * it), a commit, a revision. It is read into pieces that are compared one after the other; where one version ends
 * earlier, what the other goes on with decides.
 */
record AlpineVersion(List<Piece> pieces) implements Comparable<AlpineVersion> {
    private static final List<String> BEFORE = List.of("alpha", "beta", "pre", "rc");
    private static final List<String> AFTER = List.of("cvs", "svn", "git", "hg", "p");

    /** In the order in which a version that goes on with one is older than a version that goes on with the other. */
    private enum Kind {
        FIRST_NUMBER,
        NUMBER,
        LETTER,
        SUFFIX,
        SUFFIX_NUMBER,
        COMMIT,
        REVISION,
        END
    }

    private record Piece(Kind kind, String text) {}

    static AlpineVersion parse(String text) {
        Reader reader = new Reader(text);
        reader.readAll();
        return new AlpineVersion(List.copyOf(reader.pieces));
    }

    static int compare(String left, String right) {
        return parse(left).compareTo(parse(right));
    }

    @Override
    public int compareTo(AlpineVersion other) {
        int i = 0;
        while (true) {
            Piece mine = pieces.get(i);
            Piece theirs = other.pieces.get(i);
            if (mine.kind != theirs.kind) {
                return compareEnds(mine, theirs);
            }
            if (mine.kind == Kind.END) {
                return 0;
            }
            int difference = compare(mine, theirs);
            if (difference != 0) {
                return difference;
            }
            i++;
        }
    }

    private static int compareEnds(Piece mine, Piece theirs) {
        if (mine.kind == Kind.SUFFIX && BEFORE.contains(mine.text)) {
            return -1;
        }
        if (theirs.kind == Kind.SUFFIX && BEFORE.contains(theirs.text)) {
            return 1;
        }
        return theirs.kind.compareTo(mine.kind);
    }

    private static int compare(Piece mine, Piece theirs) {
        return switch (mine.kind) {
            case NUMBER ->
                mine.text.startsWith("0") || theirs.text.startsWith("0")
                        ? mine.text.compareTo(theirs.text)
                        : DigitRuns.compare(mine.text, theirs.text);
            case FIRST_NUMBER, SUFFIX_NUMBER, REVISION -> DigitRuns.compare(mine.text, theirs.text);
            case SUFFIX -> Integer.compare(rank(mine.text), rank(theirs.text));
            case LETTER, COMMIT -> mine.text.compareTo(theirs.text);
            case END -> 0;
        };
    }

    private static int rank(String suffix) {
        int before = BEFORE.indexOf(suffix);
        return before >= 0 ? before - BEFORE.size() : AFTER.indexOf(suffix) + 1;
    }

    /** Takes a version apart from left to right. */
    private static final class Reader {
        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readAll() {
            number(Kind.FIRST_NUMBER);
            while (next('.')) {
                number(Kind.NUMBER);
            }
            if (at < text.length() && isLower(text.charAt(at))) {
                pieces.add(new Piece(Kind.LETTER, text.substring(at, ++at)));
            }
            while (next('_')) {
                suffix();
            }
            if (next('~')) {
                pieces.add(new Piece(Kind.COMMIT, hexadecimal()));
            }
            if (text.startsWith("-r", at)) {
                at += 2;
                number(Kind.REVISION);
            }
            if (at != text.length()) {
                throw broken();
            }
            pieces.add(new Piece(Kind.END, ""));
        }

        private boolean next(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            if (there) {
                at++;
            }
            return there;
        }

        private void number(Kind kind) {
            int end = DigitRuns.end(text, at);
            if (end == at) {
                throw broken();
            }
            pieces.add(new Piece(kind, text.substring(at, end)));
            at = end;
        }

        private void suffix() {
            int end = at;
            while (end < text.length() && isLower(text.charAt(end))) {
                end++;
            }
            String name = text.substring(at, end);
            if (!BEFORE.contains(name) && !AFTER.contains(name)) {
                throw broken();
            }
            pieces.add(new Piece(Kind.SUFFIX, name));
            at = end;
            if (at < text.length() && DigitRuns.isDigit(text.charAt(at))) {
                number(Kind.SUFFIX_NUMBER);
            }
        }

        private String hexadecimal() {
            int start = at;
            while (at < text.length() && "0123456789abcdef".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at == start) {
                throw broken();
            }
            return text.substring(start, at);
        }

        private static boolean isLower(char c) {
            return c >= 'a' && c <= 'z';
        }

        private IllegalArgumentException broken() {
            return new IllegalArgumentException(
                    "not an Alpine version: '%s' (expected for example 1.2.3_rc1-r0), wrong from character %d"
                            .formatted(text, at + 1));
        }
    }
}
