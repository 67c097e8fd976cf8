package dev.slipway.console.api;

import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.DeadLetters;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant.
 *
 * @param kind of a job; {@link #RECORD} for records in quarantine; both if null
 * @param since not those that died before
 * @param until not those that died then or later
 */
record DeadLetterFilter(
        @Nullable String stage,
        @Nullable String kind,
        @Nullable Instant since,
        @Nullable Instant until) {
    static final String RECORD = "record";

    /** Of an act, which is about something that is named. */
    static DeadLetterFilter read(OrderBody body) {
        DeadLetterFilter filter = new DeadLetterFilter(
                body.optionalText("stage", "a stage such as builder"),
                body.optionalText("kind", "a kind of job such as build, or record"),
                body.optionalTime("since"),
                body.optionalTime("until"));
        if (Stream.of(filter.stage, filter.kind, filter.since, filter.until).allMatch(Objects::isNull)) {
            throw Problem.badRequest("nothing says which dead letters are meant (wanted: stage, kind, since or until)");
        }
        return filter;
    }

    /** Of a question, which may be about all there are. */
    static DeadLetterFilter read(
            @Nullable String stage, @Nullable String kind, @Nullable String since, @Nullable String until) {
        return new DeadLetterFilter(
                stage,
                kind,
                since == null ? null : Parameters.time(since),
                until == null ? null : Parameters.time(until));
    }

    /** Oldest first. */
    List<DeadLetters.DeadJob> jobs(DeadLetters deadLetters) {
        return deadLetters.jobs().stream()
                .filter(dead -> fits(dead.job().stage(), dead.job().kind(), dead.diedAt()))
                .toList();
    }

    /** Oldest first. */
    List<DeadLetters.Quarantined> records(DeadLetters deadLetters) {
        return deadLetters.quarantine().stream()
                .filter(one -> fits(one.stage(), RECORD, one.at()))
                .toList();
    }

    /** Both kinds, oldest first. */
    List<DeadLetterPass.Met> all(DeadLetters deadLetters) {
        return Stream.concat(
                        jobs(deadLetters).stream()
                                .map(one -> new DeadLetterPass.Met(
                                        one.diedAt(), one.job().id())),
                        records(deadLetters).stream().map(one -> new DeadLetterPass.Met(one.at(), one.id())))
                .sorted()
                .toList();
    }

    private boolean fits(String itsStage, String itsKind, Instant at) {
        return (stage == null || stage.equals(itsStage))
                && (kind == null || kind.equals(itsKind))
                && (since == null || !at.isBefore(since))
                && (until == null || at.isBefore(until));
    }
}
