package dev.slipway.promoter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeWindowTest {
    private static final FreezeWindow WEEKEND = new FreezeWindow("0 16 * * FRI", Duration.ofHours(64), "Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        // 16:00 in Berlin is 15:00 UTC in winter; 64 hours later it is Monday, 08:00
        "2026-11-27T14:59:59Z,",
        "2026-11-27T15:00:00Z, 2026-11-30T07:00:00Z",
        "2026-11-27T15:00:30Z, 2026-11-30T07:00:00Z",
        "2026-11-29T12:00:00Z, 2026-11-30T07:00:00Z",
        "2026-11-30T06:59:59Z, 2026-11-30T07:00:00Z",
        "2026-11-30T07:00:00Z,",
        // in summer it is 14:00 UTC
        "2026-07-03T13:59:59Z,",
        "2026-07-03T14:00:00Z, 2026-07-06T06:00:00Z",
        // the clocks go back in this one: 64 hours end an hour earlier by the clock on the wall
        "2026-10-24T12:00:00Z, 2026-10-26T06:00:00Z",
    })
    void knowsWhenItOpens(Instant now, Instant until) {
        assertThat(WEEKEND.closedUntil(now)).isEqualTo(Optional.ofNullable(until));
    }

    @Test
    void joinsWindowsThatGoOverIntoOneAnother() {
        var nights = new FreezeWindow("0 22 * * MON-THU", Duration.ofHours(24), "UTC");

        assertThat(nights.closedUntil(Instant.parse("2026-11-24T12:00:00Z")))
                .contains(Instant.parse("2026-11-27T22:00:00Z"));
    }

    @Test
    void saysThatItNeverOpens() {
        var always = new FreezeWindow("0 * * * *", Duration.ofHours(1), "UTC");

        assertThat(always.closedUntil(Instant.parse("2026-11-24T12:00:00Z"))).contains(Instant.MAX);
    }
}
