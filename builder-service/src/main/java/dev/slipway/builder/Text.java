package dev.slipway.builder;

/** Output of strangers, cut to what fits into an event. */
final class Text {
    private static final int TAIL = 3_000;

    private Text() {}

    /** The end of a text: where a failure says why. */
    static String tail(String text) {
        return text.length() <= TAIL ? text : "…" + text.substring(text.length() - TAIL);
    }
}
