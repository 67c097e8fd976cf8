package dev.slipway.scanner.inventory;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which distribution, from {@code os-release}.
 *
 * @param id lower case, for example {@code debian}
 * @param versionId for example {@code 12}; absent in rolling releases (Debian testing and unstable)
 */
public record OsRelease(
        String id,
        @Nullable String versionId,
        @Nullable String codename,
        @Nullable String prettyName) {
    public OsRelease {
        if (id.isBlank()) {
            throw new IllegalArgumentException("os-release without an ID (expected for example ID=debian)");
        }
    }

    /** By the format's own rule a file without ID means {@code linux}. */
    static OsRelease parse(Iterable<String> lines) {
        String id = "linux";
        String versionId = null;
        String codename = null;
        String prettyName = null;
        for (String raw : lines) {
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (equals < 1 || line.startsWith("#")) {
                continue;
            }
            String value = unquoted(line.substring(equals + 1).strip());
            if (value.isBlank()) {
                continue;
            }
            switch (line.substring(0, equals)) {
                case "ID" -> id = value.toLowerCase(Locale.ROOT);
                case "VERSION_ID" -> versionId = value;
                case "VERSION_CODENAME" -> codename = value;
                case "PRETTY_NAME" -> prettyName = value;
                default -> {}
            }
        }
        return new OsRelease(id, versionId, codename, prettyName);
    }

    /** The file is read by shells: single quotes are literal, otherwise a backslash takes the next character as it is. */
    private static String unquoted(String value) {
        if (value.length() >= 2 && value.startsWith("'") && value.endsWith("'")) {
            return value.substring(1, value.length() - 1);
        }
        String inner = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
        StringBuilder plain = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            if (inner.charAt(i) == '\\' && i + 1 < inner.length()) {
                i++;
            }
            plain.append(inner.charAt(i));
        }
        return plain.toString();
    }
}
