package dev.slipway.events.chain;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Signs notes with a private key (Ed25519), which is kept as PKCS#8 in PEM, as OpenSSL writes it. */
public final class NoteSigner {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int SEED = 32;
    /** What stands before the 32 secret bytes (RFC 8410). */
    private static final String PKCS8_PREFIX = "302e020100300506032b657004220420";

    private final NoteKey key;
    private final PrivateKey secret;

    private NoteSigner(NoteKey key, PrivateKey secret) {
        this.key = key;
        this.secret = secret;
    }

    /** A new private key, as PEM. */
    public static String newKey() {
        byte[] seed = new byte[SEED];
        new SecureRandom().nextBytes(seed);
        byte[] encoded = HexFormat.of().parseHex(PKCS8_PREFIX + HexFormat.of().formatHex(seed));
        return "%s\n%s\n%s\n".formatted(BEGIN, Base64.getEncoder().encodeToString(encoded), END);
    }

    /** From PEM; the name goes into every signature. */
    public static NoteSigner of(String name, String pem) throws MalformedCheckpoint {
        String body = pem.strip();
        if (!body.startsWith(BEGIN) || !body.endsWith(END)) {
            throw new MalformedCheckpoint(
                    "no private key was found (expected an Ed25519 key in PEM: %s …)".formatted(BEGIN));
        }
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(body.substring(BEGIN.length(), body.length() - END.length()));
            PrivateKey secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            NoteSigner signer = new NoteSigner(NoteKey.of(name, publicOf(secret)), secret);
            byte[] probe = {1, 2, 3};
            if (!signer.key.verifies(probe, signer.sign(probe))) {
                throw new IllegalStateException("the public key that was found does not belong to the private one");
            }
            return signer;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedCheckpoint("not an Ed25519 key in PKCS#8: " + e.getMessage(), e);
        }
    }

    /** Java derives a public key only while it generates a pair, so it is given the secret bytes as its random ones. */
    private static java.security.PublicKey publicOf(PrivateKey secret) throws GeneralSecurityException {
        byte[] seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        KeyPair pair = generator.generateKeyPair();
        return pair.getPublic();
    }

    public NoteKey key() {
        return key;
    }

    /** The note: the text, an empty line, the signature. */
    public String note(String text) {
        byte[] signature = sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] all = new byte[NoteKey.ID_BYTES + signature.length];
        System.arraycopy(key.id(), 0, all, 0, NoteKey.ID_BYTES);
        System.arraycopy(signature, 0, all, NoteKey.ID_BYTES, signature.length);
        return "%s\n%s%s %s\n"
                .formatted(
                        text, SignedNote.MARK, key.name(), Base64.getEncoder().encodeToString(all));
    }

    private byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not sign with the key of " + key.name(), e);
        }
    }
}
