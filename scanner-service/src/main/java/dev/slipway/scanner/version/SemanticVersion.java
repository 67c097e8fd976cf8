package dev.slipway.scanner.version;

import java.util.ArrayList;
import java.util.List;

/**
 * A version by semver.org: three numbers, then perhaps a pre-release that is older than the release itself. A leading
 * {@code v} is allowed, as Go writes it, and missing numbers are zero, as advisories leave them out. What follows a plus
 * sign does not order versions.
 *
 * @param preRelease its dot-separated words; none for a release
 */
record SemanticVersion(List<String> numbers, List<String> preRelease) implements Comparable<SemanticVersion> {
    private static final int NUMBERS = 3;

    static SemanticVersion parse(String text) {
        String rest = text.startsWith("v") || text.startsWith("V") ? text.substring(1) : text;
        int plus = rest.indexOf('+');
        if (plus >= 0) {
            rest = rest.substring(0, plus);
        }
        int dash = rest.indexOf('-');
        List<String> numbers = new ArrayList<>(List.of((dash < 0 ? rest : rest.substring(0, dash)).split("\\.", -1)));
        List<String> words =
                dash < 0 ? List.of() : List.of(rest.substring(dash + 1).split("\\.", -1));
        if (numbers.size() > NUMBERS
                || !numbers.stream().allMatch(DigitRuns::isNumber)
                || !words.stream().allMatch(SemanticVersion::isWord)) {
            throw new IllegalArgumentException(
                    "not a semantic version: '%s' (expected major.minor.patch, for example 1.4.0-rc.1)"
                            .formatted(text));
        }
        while (numbers.size() < NUMBERS) {
            numbers.add("0");
        }
        return new SemanticVersion(List.copyOf(numbers), words);
    }

    static int compare(String left, String right) {
        return parse(left).compareTo(parse(right));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < NUMBERS; i++) {
            int byNumber = DigitRuns.compare(numbers.get(i), other.numbers.get(i));
            if (byNumber != 0) {
                return byNumber;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int byWord = compareWords(preRelease.get(i), other.preRelease.get(i));
            if (byWord != 0) {
                return byWord;
            }
        }
        return preRelease.size() - other.preRelease.size();
    }

    /** Numbers are older than other words. */
    private static int compareWords(String left, String right) {
        boolean leftIsNumber = DigitRuns.isNumber(left);
        boolean rightIsNumber = DigitRuns.isNumber(right);
        if (leftIsNumber && rightIsNumber) {
            return DigitRuns.compare(left, right);
        }
        return leftIsNumber == rightIsNumber ? left.compareTo(right) : leftIsNumber ? -1 : 1;
    }

    private static boolean isWord(String word) {
        return !word.isEmpty()
                && word.chars()
                        .allMatch(c ->
                                DigitRuns.isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-');
    }
}
