package dev.slipway.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 content address of a manifest or blob. */
public record OciDigest(String value) {
    private static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-f]{64}");

    public OciDigest {
        if (!isDigest(value)) {
            throw new IllegalArgumentException("not a digest: '%s' (expected sha256:<64 hex>)".formatted(value));
        }
    }

    public static OciDigest of(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    static boolean isDigest(String text) {
        return FORM.matcher(text).matches();
    }

    static OciDigest ofHash(byte[] hash) {
        return new OciDigest(PREFIX + HexFormat.of().formatHex(hash));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 64 hexadecimal digits alone. */
    public String hex() {
        return value.substring(PREFIX.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
