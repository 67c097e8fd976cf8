package dev.slipway.promoter.policy;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * A time that comes again and again in which nothing enters an environment.
 *
 * @param cron when it begins, in the five fields of crontab
 * @param length how long it lasts
 * @param zone whose clock {@code cron} goes by
 */
public record FreezeWindow(
        String cron,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration length,
        String zone) {
    /** Windows that go over into one another more often than this are taken as one without an end. */
    private static final int MOST_JOINED = 200;

    private static final CronParser CRONTAB =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** Reads the five fields; throws with what is wrong with them. */
    static void check(String cron) {
        parse(cron);
    }

    private static Cron parse(String cron) {
        return CRONTAB.parse(cron.toUpperCase(Locale.ROOT)).validate();
    }

    /** When the window that this moment falls into is over; empty outside of any. {@link Instant#MAX} when it never is. */
    public Optional<Instant> closedUntil(Instant now) {
        ExecutionTime times = ExecutionTime.forCron(parse(cron));
        ZonedDateTime here = now.atZone(ZoneId.of(zone));
        return lastStart(times, here)
                .map(start -> start.plus(length))
                .filter(end -> end.isAfter(here))
                .map(end -> open(times, end));
    }

    private Instant open(ExecutionTime times, ZonedDateTime firstEnd) {
        ZonedDateTime end = firstEnd;
        for (int joined = 0; joined < MOST_JOINED; joined++) {
            ZonedDateTime later =
                    lastStart(times, end).map(start -> start.plus(length)).orElse(end);
            if (!later.isAfter(end)) {
                return end.toInstant();
            }
            end = later;
        }
        return Instant.MAX;
    }

    /** A window that begins in this very minute is not yet past for the library. */
    private static Optional<ZonedDateTime> lastStart(ExecutionTime times, ZonedDateTime time) {
        return times.isMatch(time) ? Optional.of(time.truncatedTo(ChronoUnit.MINUTES)) : times.lastExecution(time);
    }

    /** Why this window makes no sense; empty for one that begins and ends. */
    Optional<String> nonsense() {
        ZonedDateTime anyDay = Instant.parse("2026-01-01T00:00:00Z").atZone(ZoneId.of(zone));
        Optional<ZonedDateTime> first = ExecutionTime.forCron(parse(cron)).nextExecution(anyDay);
        if (first.isEmpty()) {
            return Optional.of("a time that never comes");
        }
        return closedUntil(first.get().toInstant()).equals(Optional.of(Instant.MAX))
                ? Optional.of("windows that leave no time between them")
                : Optional.empty();
    }
}
