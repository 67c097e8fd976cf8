package dev.slipway.events.chain;

import dev.slipway.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A public key by which signed notes are checked (Ed25519), in the text form of C2SP's signed notes:
 * {@code name+key id+key}.
 */
public final class NoteKey {
    static final int ID_BYTES = 4;
    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    /** What stands before the 32 bytes in the form that Java reads (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Pattern NAME = Pattern.compile("[^\\s+\\p{Cntrl}]{1,200}");

    private final String name;
    private final byte[] id;
    private final byte[] typed;
    private final PublicKey key;

    private NoteKey(String name, byte[] raw, PublicKey key) {
        this.name = name;
        this.typed = concat(new byte[] {ED25519}, raw);
        this.id = Arrays.copyOf(Sha256.of(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}, typed), ID_BYTES);
        this.key = key;
    }

    static NoteKey of(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new NoteKey(
                requireName(name), Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length), key);
    }

    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a key (expected up to 200 characters without spaces or '+')".formatted(name));
        }
        return name;
    }

    public static NoteKey parse(String text) throws MalformedCheckpoint {
        String[] parts = text.strip().split("\\+", 3);
        try {
            byte[] typed = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
            if (typed.length != KEY_BYTES + 1 || typed[0] != ED25519) {
                throw new MalformedCheckpoint(
                        "'%s' is no key (expected <name>+<8 hex>+<base64 of an Ed25519 key>)".formatted(shown(text)));
            }
            byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
            PublicKey key =
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(concat(X509_PREFIX, raw)));
            NoteKey parsed = new NoteKey(requireName(parts[0]), raw, key);
            if (!HexFormat.of().formatHex(parsed.id).equals(parts[1])) {
                throw new MalformedCheckpoint("key '%s' says its id is %s, but it is %s: was it cut or altered?"
                        .formatted(parts[0], parts[1], HexFormat.of().formatHex(parsed.id)));
            }
            return parsed;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedCheckpoint("'%s' is no key: %s".formatted(shown(text), e.getMessage()), e);
        }
    }

    private static String shown(String text) {
        return text.strip()
                .lines()
                .findFirst()
                .orElse("")
                .transform(line -> line.substring(0, Math.min(80, line.length())));
    }

    public String name() {
        return name;
    }

    byte[] id() {
        return id.clone();
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // bytes that are no signature at all
            return false;
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The text form. */
    @Override
    public String toString() {
        return "%s+%s+%s"
                .formatted(
                        name, HexFormat.of().formatHex(id), Base64.getEncoder().encodeToString(typed));
    }
}
