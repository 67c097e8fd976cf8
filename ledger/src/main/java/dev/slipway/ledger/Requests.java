package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accepts build requests: the same request is the same build for ever, and so is a build of the same content. Accepts also
 * that a build shall stop, by the same rules of identity.
 */
@ApplicationScoped
public class Requests {
    private final Database database;

    Requests(Database database) {
        this.database = database;
    }

    /** What became of a request. */
    public sealed interface Answer {
        /** A build was made for it. */
        record Accepted(BuildId build) implements Answer {}

        /** A build answers it that was there before: the same request again, or one for the same content. */
        record Existing(BuildId build) implements Answer {}

        /** The same (source, id) came with another payload before. */
        record Conflicting(BuildId build, String reason) implements Answer {}
    }

    /** Commits the request to the ledger and answers; {@code role} is the service that took it. */
    public Answer accept(RequestReader.Received request, Role role, String actor) {
        Answer answer = database.transaction("accept a build request", c -> {
            Answer accepted = accept(c, request, role, actor);
            Failpoint.COMMAND_BEFORE_COMMIT.hit();
            return accepted;
        });
        Failpoint.COMMAND_AFTER_COMMIT.hit();
        return answer;
    }

    static Answer accept(Connection connection, RequestReader.Received request, Role role, String actor)
            throws SQLException {
        RequestBatch.lock(connection, List.of(request));
        return RequestBatch.accept(connection, List.of(new RequestBatch.Asking(request, actor)), role)
                .getFirst();
    }

    /**
     * Asks for a build's stop. One that has ended stays as it is. The caller holds the request's identity.
     *
     * @return why that cannot be accepted; null when it was
     */
    static @Nullable String stop(Connection connection, RequestReader.Cancelling request, Role role, String actor)
            throws SQLException {
        RequestBatch.Known known = known(connection, RequestBatch.RequestKey.of(request));
        if (known != null) {
            return known.answer(request) instanceof Answer.Conflicting conflicting ? conflicting.reason() : null;
        }
        BuildId build = named(connection, request.which());
        if (build == null) {
            return "there is no build %s that could stop: name one by its id, or by the source and id of its request"
                    .formatted(request.which());
        }
        RequestBatch.remember(connection, List.of(request), List.of(build));
        Subject subject = Subject.of(build);
        LedgerTx tx = LedgerTx.begin(connection, role, actor, List.of(), List.of(subject), UUID.randomUUID());
        switch (tx.build(build).orElseThrow().state()) {
            case REQUESTED, BUILDING -> tx.append(subject, new Fact.BuildCancelled(request.reason()));
            case BUILT, FAILED, CANCELLED -> {
                // nothing is left to stop
            }
        }
        tx.flush();
        return null;
    }

    private static RequestBatch.@Nullable Known known(Connection connection, RequestBatch.RequestKey key)
            throws SQLException {
        return RequestBatch.known(connection, List.of(key)).get(key);
    }

    private static @Nullable BuildId named(Connection connection, RequestReader.WhichBuild which) throws SQLException {
        return switch (which) {
            case RequestReader.ById one ->
                Sql.first(
                                connection,
                                row -> new BuildId(row.getObject("id", UUID.class)),
                                "select id from build where id = ?",
                                one.build().value())
                        .orElse(null);
            case RequestReader.ByRequest one -> {
                RequestBatch.Known known = known(connection, new RequestBatch.RequestKey(one.source(), one.id()));
                yield known == null ? null : known.build();
            }
        };
    }
}
