package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.Build;
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
        BuildId id = BuildId.next();
        // taken before anything is looked up: two replicas with the same request wait for each other here
        lock(connection, request.source() + "\n" + request.id());
        Answer known = known(connection, request);
        if (known != null) {
            return known;
        }
        lock(connection, request.request().contentIdentity());
        BuildId same = request.request().rebuild() ? null : sameContent(connection, request);
        remember(connection, request, same == null ? id : same);
        if (same != null) {
            answer(connection, request, same, role, actor);
            return new Answer.Existing(same);
        }
        Subject subject = Subject.of(id);
        LedgerTx tx = LedgerTx.begin(connection, role, actor, List.of(), List.of(subject), UUID.randomUUID());
        tx.append(
                subject,
                Build.requested(id),
                new Fact.BuildRequested(request.request(), request.source(), request.id()));
        tx.flush();
        return new Answer.Accepted(id);
    }

    /**
     * Told on the topic like any other, so that whoever asked there finds the build by the source and id of the request. The
     * build learns of another ref, for the image's tags, and that it is wanted urgently, for the queues.
     */
    private static void answer(
            Connection connection, RequestReader.Received request, BuildId build, Role role, String actor)
            throws SQLException {
        Subject subject = Subject.of(build);
        LedgerTx tx = LedgerTx.begin(connection, role, actor, List.of(), List.of(subject), UUID.randomUUID());
        BuildView before = tx.build(build).orElseThrow();
        tx.append(subject, new Fact.BuildRequested(request.request(), request.source(), request.id()));
        tx.flush();
        if (request.request().urgent() && !before.request().urgent()) {
            NewJobs.hurry(connection, subject, before.digest());
        }
    }

    /**
     * Asks for a build's stop. One that has ended stays as it is.
     *
     * @return why that cannot be accepted; null when it was
     */
    static @Nullable String stop(Connection connection, RequestReader.Cancelling request, Role role, String actor)
            throws SQLException {
        lock(connection, request.source() + "\n" + request.id());
        Answer known = known(connection, request);
        if (known != null) {
            return known instanceof Answer.Conflicting conflicting ? conflicting.reason() : null;
        }
        BuildId build = named(connection, request.which());
        if (build == null) {
            return "there is no build %s that could stop: name one by its id, or by the source and id of its request"
                    .formatted(request.which());
        }
        remember(connection, request, build);
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

    private static @Nullable BuildId named(Connection connection, RequestReader.WhichBuild which) throws SQLException {
        Sql.Row<BuildId> build = row -> new BuildId(row.getObject(1, UUID.class));
        return switch (which) {
            case RequestReader.ById one ->
                Sql.first(
                                connection,
                                build,
                                "select id from build where id = ?",
                                one.build().value())
                        .orElse(null);
            case RequestReader.ByRequest one ->
                Sql.first(
                                connection,
                                build,
                                "select build_id from request where source = ? and id = ?",
                                one.source(),
                                one.id())
                        .orElse(null);
        };
    }

    private static void lock(Connection connection, String identity) throws SQLException {
        Sql.list(
                connection,
                row -> true,
                "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                "slipway-request\n" + identity);
    }

    private static @Nullable Answer known(Connection connection, RequestReader.Asked request) throws SQLException {
        return Sql.first(
                        connection,
                        row -> {
                            BuildId build = new BuildId(row.getObject("build_id", UUID.class));
                            return row.getString("payload_sha256").equals(request.payloadSha256())
                                    ? new Answer.Existing(build)
                                    : conflicting(request, build);
                        },
                        "select build_id, payload_sha256 from request where source = ? and id = ?",
                        request.source(),
                        request.id())
                .orElse(null);
    }

    private static Answer conflicting(RequestReader.Asked request, BuildId build) {
        return new Answer.Conflicting(
                build,
                "request (source '%s', id '%s') came before with another payload and is build %s: use a new id for a new request"
                        .formatted(request.source(), request.id(), build));
    }

    private static @Nullable BuildId sameContent(Connection connection, RequestReader.Received request)
            throws SQLException {
        return Sql.first(
                        connection,
                        row -> new BuildId(row.getObject("id", UUID.class)),
                        "select id from build where content_identity = ? and state in ('REQUESTED', 'BUILDING', 'BUILT')"
                                + " and not (state <> 'BUILT' and exists (select 1 from stop_request where instance = build.id::text))"
                                + " order by requested_at desc limit 1",
                        request.request().contentIdentity())
                .orElse(null);
    }

    private static void remember(Connection connection, RequestReader.Asked request, BuildId build)
            throws SQLException {
        Sql.update(
                connection,
                "insert into request (source, id, payload_sha256, build_id) values (?, ?, ?, ?)",
                request.source(),
                request.id(),
                request.payloadSha256(),
                build.value());
    }
}
