package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.builder.secret.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildLogTest {
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void givesEachPieceOnce() {
        BuildLog log = new BuildLog(1_000);
        log.add("one");
        assertThat(text(log.news())).isEqualTo("one\n");
        log.add("two");

        assertThat(text(log.news())).isEqualTo("two\n");
        assertThat(log.news()).isEmpty();
        assertThat(text(log.evidence().body())).isEqualTo("one\ntwo\n");
    }

    @Test
    void keepsTheBeginningAndSaysOnceThatItIsFull() {
        BuildLog log = new BuildLog(20);
        log.add("0123456789");
        log.add("0123456789");
        log.add("x");

        assertThat(text(log.evidence().body()).lines())
                .containsExactly("0123456789", "… the limit of 20 bytes is reached, the rest is dropped");
    }

    @Test
    void goesOnAfterAnEarlierAttempt() {
        BuildLog log = BuildLog.after("earlier\n".getBytes(StandardCharsets.UTF_8), 1_000);
        log.add("later");

        assertThat(text(log.news())).isEqualTo("later\n");
        assertThat(text(log.evidence().body())).isEqualTo("earlier\nlater\n");
    }

    @Test
    void neverHoldsASecret() {
        BuildLog log = new BuildLog(1_000);
        log.redact(Redaction.of(List.of("planted-secret".getBytes(StandardCharsets.UTF_8))));
        log.add("token=planted-secret");

        assertThat(text(log.evidence().body())).isEqualTo("token=***\n");
        assertThat(log.redacted("planted-secret!")).isEqualTo("***!");
    }
}
