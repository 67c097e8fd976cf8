package dev.slipway.scanner.version;

/** Numbers as the digits they are written in: real versions carry dates and counts longer than any primitive holds. */
final class DigitRuns {
    private DigitRuns() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether there is at least one digit and nothing else. */
    static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(DigitRuns::isDigit);
    }

    /** The end of the digits that start at {@code from}. */
    static int end(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    static int compare(String left, String right) {
        return compare(left, 0, left.length(), right, 0, right.length());
    }

    /** Two runs by value; an empty one is zero. */
    static int compare(String left, int i, int endOfI, String right, int j, int endOfJ) {
        while (i < endOfI && left.charAt(i) == '0') {
            i++;
        }
        while (j < endOfJ && right.charAt(j) == '0') {
            j++;
        }
        int byLength = (endOfI - i) - (endOfJ - j);
        if (byLength != 0) {
            return byLength;
        }
        for (; i < endOfI; i++, j++) {
            int difference = left.charAt(i) - right.charAt(j);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }
}
