package dev.slipway.deployer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficJudgeTest {
    @ParameterizedTest
    @CsvSource({
        "100, 5, 5, 20, PASS",
        "100, 6, 5, 20, FAIL",
        "20, 0, 0, 20, PASS",
        "20, 1, 0, 20, FAIL",
        "19, 19, 5, 20, INCONCLUSIVE",
        "0, 0, 5, 20, INCONCLUSIVE",
        "3000000000, 150000001, 5, 20, FAIL",
    })
    void weighsFailuresAgainstTheLimit(long requests, long failed, int percent, int least, Verdict verdict) {
        var finding = TrafficJudge.judge("bake", requests, failed, 7, 12, percent, least);

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.because()).contains("%d of %d requests".formatted(failed, requests));
    }
}
