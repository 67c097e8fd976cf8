package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.deployer.verify.CriticalRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDescriptionTest {
    @Test
    void readsWhatTheBuilderWrote() {
        var run = RunDescription.parse("""
                {"run":{"memory":"256m","port":9000,"probes":{"live":"/live","ready":"/ready","startup":"/started"}},
                "verify":{"critical":[{"contains":"EUR","get":"/prices","maxMs":500,"name":"price list","status":200}],
                "logs":{"fatal":["panic:"]}}}""");

        assertThat(run)
                .isEqualTo(new RunDescription(
                        9000,
                        "/started",
                        "/ready",
                        "/live",
                        256L << 20,
                        List.of(new CriticalRequest("price list", "/prices", 200, "EUR", 500)),
                        List.of("panic:")));
    }

    @Test
    void knowsWhatIsMeantWhenNothingIsSaid() {
        assertThat(RunDescription.parse("{}"))
                .isEqualTo(new RunDescription(8080, null, "/health/ready", null, 512L << 20, List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "64k, 65536", "64K, 65536", "2Gi, 2147483648", "2gb, 2147483648", "3MiB, 3145728"})
    void readsSizes(String text, long bytes) {
        assertThat(RunDescription.parse("{\"run\":{\"memory\":\"%s\"}}".formatted(text))
                        .memoryBytes())
                .isEqualTo(bytes);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunDescription.parse("{\"run\":{\"memory\":\"lots\"}}"))
                .withMessageContaining("'lots'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunDescription.parse("no json"))
                .withMessageContaining("not a run description");
    }
}
