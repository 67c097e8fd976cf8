package dev.slipway.console.pages;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What programs wrote, without what terminals take for orders; the template escapes the rest. */
final class Output {
    private static final Pattern ORDERS =
            Pattern.compile("\\x1B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\)?|[@-Z\\\\-_])"
                    + "|[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private Output() {}

    static @Nullable String clean(@Nullable String text) {
        return text == null || text.isBlank() ? null : ORDERS.matcher(text).replaceAll("");
    }
}
