package dev.slipway.promoter.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.lifecycle.Verdict;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionDocumentTest {
    static Stream<Facts> facts() {
        return Stream.of(
                Samples.good(),
                Samples.notScanned(),
                Samples.withPublished(false),
                Samples.withTests(),
                Samples.withTests(new Facts.Test("unit", Verdict.FAIL, "exit code 1: \"no\" – ✗")),
                Samples.withScan(Samples.scan(Map.of("CRITICAL", 1), Map.of("apk", 3))),
                Samples.withDeployed(Map.of()));
    }

    @ParameterizedTest
    @MethodSource("facts")
    void followsAgainFromItsOwnFactsByteForByte(Facts facts) {
        var kept = DecisionDocument.decide(Samples.PROD, "c".repeat(64), facts).bytes();

        assertThat(DecisionDocument.replay(kept)).isEqualTo(kept);
    }

    @Test
    void doesNotFollowWhenItsVerdictWasChanged() {
        var kept = DecisionDocument.decide(Samples.PROD, "c".repeat(64), Samples.withTests())
                .bytes();
        var forged = new String(kept, StandardCharsets.UTF_8)
                .replace("INCONCLUSIVE", "PASS")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(DecisionDocument.replay(forged)).isNotEqualTo(forged).isEqualTo(kept);
    }

    @Test
    void saysThatNonsenseIsNoDecision() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> DecisionDocument.replay(new byte[] {1, 2, 3}))
                .withMessage("not a decision document");
    }
}
