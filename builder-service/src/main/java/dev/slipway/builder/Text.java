package dev.slipway.builder;

/**
 * Output of strangers, cut to what fits into an event. Counted in the bytes it takes there, as JSON in UTF-8: a thousand
 * control characters are six thousand bytes.
 */
final class Text {
    private static final int TAIL = 3_000;

    /** A reason is in its event twice: among the facts, and where the standard wants it. */
    private static final int REASON = 2_400;

    private static final int HEAD = 800;
    private static final int ESCAPED = 6;

    private Text() {}

    /** The end of a text: where a failure says why. */
    static String tail(String text) {
        int from = beginOfTail(text, TAIL);
        return from == 0 ? text : "…" + text.substring(from);
    }

    /** Both ends of a reason: what failed is said first, and why in its last words. */
    static String reason(String text) {
        if (beginOfTail(text, REASON) == 0) {
            return text;
        }
        return text.substring(0, endOfHead(text, HEAD)) + "\n…\n" + text.substring(beginOfTail(text, REASON - HEAD));
    }

    private static int beginOfTail(String text, int bytes) {
        int left = bytes;
        int at = text.length();
        while (at > 0) {
            int point = text.codePointBefore(at);
            left -= size(point);
            if (left < 0) {
                return at;
            }
            at -= Character.charCount(point);
        }
        return 0;
    }

    private static int endOfHead(String text, int bytes) {
        int left = bytes;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            left -= size(point);
            if (left < 0) {
                return at;
            }
            at += Character.charCount(point);
        }
        return at;
    }

    private static int size(int point) {
        if (point < 0x20) {
            return ESCAPED;
        }
        if (point < 0x80) {
            return point == '"' || point == '\\' ? 2 : 1;
        }
        return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
}
