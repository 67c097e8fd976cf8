package dev.slipway.events;

import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fact with its place in the chain of its subject, ready to be written.
 *
 * @param seq 1 for the first entry of the subject, then without gaps
 * @param step the move it records, or null when it moves nothing
 * @param actor who caused it: a person, a CI system, or the service itself
 * @param chain one id for a build request and all that follows from it
 * @param causes ids of the events that led to this one
 * @param imageRepository where the artifact lies; null for other subjects
 * @param at the database's time
 * @param previousHash of the entry before, 64 hex digits; all zeros for the first
 */
public record Entry(
        UUID id,
        Subject subject,
        long seq,
        Role writer,
        String actor,
        @Nullable Step step,
        Fact fact,
        UUID chain,
        List<UUID> causes,
        @Nullable String imageRepository,
        Instant at,
        String previousHash) {
    public Entry {
        if (step != null && !fact.type().edges().contains(new FactType.Edge(step.machine(), step.from(), step.to()))) {
            throw new IllegalArgumentException(
                    "%s does not record the move %s".formatted(fact.type().wireName(), step));
        }
        if (!fact.type().subjects().contains(subject.kind())) {
            throw new IllegalArgumentException("%s is not a fact about a subject of kind %s (%s)"
                    .formatted(fact.type().wireName(), subject.kind().wireName(), subject.key()));
        }
        if (!fact.type().writers().contains(writer)) {
            throw new IllegalArgumentException(
                    "%s may not be written by the %s".formatted(fact.type().wireName(), writer.wireName()));
        }
    }
}
