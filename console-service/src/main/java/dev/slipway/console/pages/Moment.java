package dev.slipway.console.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A moment as people say it, with the exact time beside it. */
record Moment(String exact, String iso, String ago, String span) {
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    static Moment of(Instant at, Instant now) {
        return new Moment(
                EXACT.format(at),
                at.toString(),
                ago(Duration.between(at, now)),
                span(Duration.between(at, now).abs()));
    }

    static @Nullable Moment ofNullable(@Nullable Instant at, Instant now) {
        return at == null ? null : of(at, now);
    }

    private static String ago(Duration age) {
        if (age.isNegative()) {
            return "in " + span(age.negated());
        }
        return age.toSeconds() < 5 ? "just now" : span(age) + " ago";
    }

    static String span(Duration span) {
        if (span.toMinutes() < 1) {
            return span.toSeconds() + " s";
        }
        if (span.toHours() < 1) {
            return span.toMinutes() + " min";
        }
        return span.toDays() < 2 ? span.toHours() + " h" : span.toDays() + " days";
    }
}
