package dev.slipway.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.console.api.DeadLetterPass.Met;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody goes over dead letters page by page while what was handled comes back. */
class DeadLetterPassTest {
    private static final Instant TIME = Instant.parse("2026-11-27T08:00:00.000001Z");
    private static final int PAGE = 5;

    /** Two of each moment. */
    private static final List<Met> ALL = IntStream.range(0, 23)
            .mapToObj(n -> new Met(TIME.plusNanos(n / 2 * 1_000L), new UUID(n % 2, n)))
            .toList();

    /** Page after page, until there are no more; {@code come} are there beside all that there were, from the second page on. */
    private static List<Met> met(Stream<Met> come) {
        List<Met> later = Stream.concat(ALL.stream(), come).sorted().toList();
        List<Met> met = new ArrayList<>();
        List<Met> rest = DeadLetterPass.rest(null, ALL);
        while (!rest.isEmpty()) {
            List<Met> page = rest.stream().limit(PAGE).toList();
            met.addAll(page);
            String next = new DeadLetterPass(rest.getLast().at(), page.getLast()).text();
            rest = DeadLetterPass.rest(DeadLetterPass.read(next), later);
        }
        return met;
    }

    @Test
    void meetsEachOnceThoughAllComeBackAsTheyWere() {
        assertThat(met(Stream.of())).isEqualTo(ALL);
    }

    @Test
    void meetsNoneAgainThatDiedAgain() {
        assertThat(met(ALL.stream().map(one -> new Met(TIME.plusSeconds(1), one.id()))))
                .isEqualTo(ALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-27T08:00:00Z",
                "2026-11-27T08:00:00Z_2026-11-27T08:00:00Z_x",
                "x_2026-11-27T08:00:00Z_00000000-0000-0000-0000-000000000001",
                "2026-11-27T08:00:00Z_2026-11-27T08:00:00Z_00000000-0000-0000-0000-000000000001_"
            })
    void refusesWhatNoAnswerGave(String text) {
        assertThatThrownBy(() -> DeadLetterPass.read(text)).hasMessageContaining("(wanted: ");
    }
}
