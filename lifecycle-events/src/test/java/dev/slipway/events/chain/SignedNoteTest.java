package dev.slipway.events.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.Sha256;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
    /** The example of Go's package for signed notes, which others made. */
    private static final String GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String GO_NOTE = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;

    private final NoteSigner signer = signer("slipway");

    private static NoteSigner signer(String name) {
        try {
            return NoteSigner.of(name, NoteSigner.newKey());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    private static Checkpoint checkpoint() {
        return new Checkpoint(
                "slipway",
                7,
                9,
                Sha256.of(),
                Sha256.beforeFirst(),
                4,
                20,
                Instant.parse("2026-11-25T10:00:00.123456Z"));
    }

    @Test
    void believesANoteThatOthersSigned() throws MalformedCheckpoint {
        NoteKey key = NoteKey.parse(GO_KEY);

        SignedNote note = SignedNote.parse(GO_NOTE);

        assertThat(note.isSignedBy(List.of(key))).isTrue();
        assertThat(key).hasToString(GO_KEY);
    }

    @Test
    void doesNotBelieveAnAlteredNote() throws MalformedCheckpoint {
        SignedNote note = SignedNote.parse(GO_NOTE.replace("answer", "ANSWER"));

        assertThat(note.isSignedBy(List.of(NoteKey.parse(GO_KEY)))).isFalse();
    }

    @Test
    void signsWhatItsKeyVerifies() throws MalformedCheckpoint {
        String text = checkpoint().text();

        SignedNote note = SignedNote.parse(signer.note(text));

        assertThat(note.text()).isEqualTo(text);
        assertThat(note.isSignedBy(List.of(NoteKey.parse(signer.key().toString()))))
                .isTrue();
        assertThat(note.isSignedBy(List.of(signer("slipway").key()))).isFalse();
    }

    @Test
    void theSameSecretIsTheSameKey() throws MalformedCheckpoint {
        String pem = NoteSigner.newKey();

        assertThat(NoteSigner.of("a", pem).key())
                .hasToString(NoteSigner.of("a", pem).key().toString());
        assertThat(NoteSigner.of("a", pem).key().toString())
                .isNotEqualTo(NoteSigner.of("b", pem).key().toString());
    }

    /** The first test vector of RFC 8032: which public key belongs to a secret is not ours to say. */
    @Test
    void findsThePublicKeyOfASecret() throws MalformedCheckpoint {
        String pem = """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
                -----END PRIVATE KEY-----
                """;

        assertThat(NoteSigner.of("rfc", pem).key().toString())
                .endsWith("+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
    }

    @Test
    void aCheckpointReadsBack() throws MalformedCheckpoint {
        assertThat(Checkpoint.parse(checkpoint().text()).text())
                .isEqualTo(checkpoint().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "slipway",
                "slipway+00000000+AQ==",
                "slipway+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void saysWhatIsNoKey(String text) {
        assertThatThrownBy(() -> NoteKey.parse(text)).isInstanceOf(MalformedCheckpoint.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text\n", "text\n\nno mark\n", "text\n\n\u2014 a !!!\n", "text\n\n\u2014 a AAAAAA==\n"})
    void saysWhatIsNoNote(String text) {
        assertThatThrownBy(() -> {
                    SignedNote note = SignedNote.parse(text);
                    assertThat(note.isSignedBy(List.of(signer.key()))).isFalse();
                    Checkpoint.parse(note.text());
                })
                .isInstanceOf(MalformedCheckpoint.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----"})
    void saysWhatIsNoPrivateKey(String pem) {
        assertThatThrownBy(() -> NoteSigner.of("slipway", pem)).isInstanceOf(MalformedCheckpoint.class);
    }
}
