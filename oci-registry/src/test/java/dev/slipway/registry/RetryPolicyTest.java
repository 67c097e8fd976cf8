package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private final List<Duration> pauses = new ArrayList<>();
    private int tries;

    @ParameterizedTest
    @CsvSource({"0.5, 250, 500, 1000, 2000", "0, 225, 450, 900, 1800", "1, 275, 550, 1100, 2200"})
    void doublesItsPausesWithATenthOfJitter(double random, long one, long two, long three, long four) {
        var policy = new RetryPolicy(pauses::add, () -> random);

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> policy.run(() -> fail(null, true)))
                .withMessage("busy (gave up after 5 tries)");
        assertThat(tries).isEqualTo(5);
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(one, two, three, four);
    }

    @Test
    void waitsAsLongAsTheRegistryAsks() {
        var policy = new RetryPolicy(pauses::add, () -> 0.5);

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> policy.run(() -> fail(Duration.ofSeconds(7), true)));
        assertThat(pauses).hasSize(4).containsOnly(Duration.ofSeconds(7));
    }

    @Test
    void leavesLongWaitsToItsCaller() {
        var policy = new RetryPolicy(pauses::add, () -> 0.5);

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> policy.run(() -> fail(Duration.ofMinutes(10), true)))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMinutes(10)));
        assertThat(tries).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void asksOnlyOnceWhereSecondsDoNotHelp() {
        var policy = new RetryPolicy(pauses::add, () -> 0.5);

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> policy.run(() -> fail(null, false)));
        assertThatExceptionOfType(RegistryFailure.NotFound.class)
                .isThrownBy(() -> policy.run(() -> {
                    tries++;
                    throw new RegistryFailure.NotFound("gone");
                }));
        assertThat(tries).isEqualTo(2);
    }

    @Test
    void stopsWhenInterrupted() {
        var policy = new RetryPolicy(
                duration -> {
                    throw new InterruptedException();
                },
                () -> 0.5);

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> policy.run(() -> fail(null, true)))
                .withMessageContaining("interrupted");
        assertThat(tries).isEqualTo(1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @AfterEach
    void clearInterrupt() {
        // reading the flag clears it, so that the next test starts without
        var ignored = Thread.interrupted();
    }

    private String fail(@Nullable Duration retryAfter, boolean atOnce) throws RegistryFailure {
        tries++;
        throw new RegistryFailure.Unavailable("busy", null, retryAfter, atOnce);
    }
}
