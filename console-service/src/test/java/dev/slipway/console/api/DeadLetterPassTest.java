package dev.slipway.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.console.api.DeadLetterPass.Met;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
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

    /** Page after page, until there are no more; {@code there} says what is there at the n-th. */
    private static List<Met> met(IntFunction<Stream<Met>> there) {
        List<Met> met = new ArrayList<>();
        String next = null;
        for (int page = 0; page <= ALL.size(); page++) {
            DeadLetterPass pass = next == null ? null : DeadLetterPass.read(next);
            List<Met> rest =
                    DeadLetterPass.rest(pass, there.apply(page).sorted().toList());
            List<Met> now = rest.stream().limit(PAGE).toList();
            met.addAll(now);
            if (rest.size() <= PAGE) {
                return met;
            }
            next = DeadLetterPass.after(pass, rest, now.getLast()).text();
        }
        throw new AssertionError("the pass does not end: " + met);
    }

    private static Met diedAgain(Met one, int times) {
        return new Met(TIME.plusSeconds(times), one.id());
    }

    @Test
    void meetsEachOnceThoughAllComeBackAsTheyWere() {
        assertThat(met(_ -> ALL.stream())).isEqualTo(ALL);
    }

    @Test
    void meetsNoneAgainThatDiedAgain() {
        assertThat(met(page -> page == 0
                        ? ALL.stream()
                        : Stream.concat(ALL.stream(), ALL.stream().map(one -> diedAgain(one, page)))))
                .isEqualTo(ALL);
    }

    /** Somebody else is at the youngest, which is there again for the last page. */
    @Test
    void meetsWhatWasAwayFromAPageOnTheWay() {
        assertThat(met(page -> ALL.stream().filter(one -> page != 1 || !one.equals(ALL.getLast()))))
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
