package dev.slipway.deployer.target;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a secret is to be had: {@code file:/absolute/path} on the deployer's machine. Harmless to write down. */
public record SecretReference(String text) {
    private static final Pattern FORM = Pattern.compile("file:(/[!-~]{1,500})");
    private static final String SCHEME = "file:";

    public SecretReference {
        if (!isOne(text)) {
            throw new IllegalArgumentException(
                    "not a reference to a secret: '%s' (expected file:/absolute/path)".formatted(text));
        }
    }

    static boolean isOne(String text) {
        return FORM.matcher(text).matches() && !text.contains("/../");
    }

    public Path file() {
        return Path.of(text.substring(SCHEME.length()));
    }

    @Override
    public String toString() {
        return text;
    }
}
