package dev.slipway.console.api;

import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has come who goes over dead letters page by page: each is met once, whichever come back on the way. A job that
 * dies again is younger than all that were there at the beginning; a record that comes back keeps its time and is behind.
 *
 * @param youngest the time of the youngest one at the beginning
 * @param last the one that was met last
 */
record DeadLetterPass(Instant youngest, Met last) {
    /** One that is met, oldest first. */
    record Met(Instant at, UUID id) implements Comparable<Met> {
        private static final Comparator<Met> OLDEST_FIRST =
                Comparator.comparing(Met::at).thenComparing(Met::id);

        @Override
        public int compareTo(Met other) {
            return OLDEST_FIRST.compare(this, other);
        }
    }

    /** As an answer gave it. */
    static DeadLetterPass read(String text) {
        String[] parts = text.split("_", -1);
        if (parts.length != 3) {
            throw Problem.badRequest(
                    "'%s' is no place in a list (wanted: 'next' of the answer before, as it is)".formatted(text));
        }
        return new DeadLetterPass(
                Parameters.time(parts[0]), new Met(Parameters.time(parts[1]), Parameters.id(parts[2])));
    }

    /** When a page of what was left has been met, whose last one this is. */
    static DeadLetterPass after(@Nullable DeadLetterPass pass, List<Met> rest, Met last) {
        return new DeadLetterPass(pass == null ? rest.getLast().at() : pass.youngest, last);
    }

    /** For the answer: what {@link #read} takes. */
    String text() {
        return "%s_%s_%s".formatted(youngest, last.at, last.id);
    }

    /** Of all there are, in their order, those that are still to be met. */
    static List<Met> rest(@Nullable DeadLetterPass pass, List<Met> all) {
        return pass == null
                ? all
                : all.stream()
                        .filter(one -> one.compareTo(pass.last) > 0 && !one.at.isAfter(pass.youngest))
                        .toList();
    }
}
