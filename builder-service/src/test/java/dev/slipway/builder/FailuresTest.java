package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.builder.secret.Redaction;
import dev.slipway.ledger.StepFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void triesAgainWhatThisMachineCouldNotDo() throws InterruptedException {
        assertThat(Failures.of(new IOException("No space left on device")))
                .isInstanceOf(StepFailure.Transient.class)
                .hasMessageContaining("No space left on device");
    }

    @Test
    void takesAFailureOfWhoWasInterruptedForTheInterrupt() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Failures.of(new IOException("closed"))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void tellsNoSecretAndKeepsWhatKindItWas() {
        BuildLog log = new BuildLog(1_000);
        log.redact(Redaction.of(List.of("planted-secret".getBytes(StandardCharsets.UTF_8))));

        StepFailure told = Failures.told(new StepFailure.Terminal("BUILD", "said planted-secret"), log);

        assertThat(told)
                .isInstanceOf(StepFailure.Terminal.class)
                .hasMessage("said ***")
                .hasNoCause();
        assertThat(told.kind()).isEqualTo("BUILD");
        assertThat(new String(log.evidence().body(), StandardCharsets.UTF_8)).isEqualTo("failed (BUILD): said ***\n");
    }
}
