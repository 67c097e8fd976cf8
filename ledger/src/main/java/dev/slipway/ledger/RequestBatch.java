package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Build requests that are accepted in one transaction, each as if it came alone after the ones before it. The caller holds
 * their identities. What is known of them is asked for all together, and so is what they leave entered.
 */
final class RequestBatch {
    private final Map<RequestKey, Known> known;
    private final Map<String, BuildId> byContent;
    private final List<New> accepted = new ArrayList<>();

    /** @param actor in whose name it is entered */
    record Asking(RequestReader.Received request, String actor) {
        RequestKey key() {
            return RequestKey.of(request);
        }

        String content() {
            return request.request().contentIdentity();
        }
    }

    /** By what a request is known for ever. */
    record RequestKey(String source, String id) {
        static RequestKey of(RequestReader.Asked asked) {
            return new RequestKey(asked.source(), asked.id());
        }
    }

    /**
     * What a request was before: whether it says the same again, and which build it is.
     *
     * @param committed whether it was before this transaction, whose own builds may never have been
     */
    record Known(String payloadSha256, BuildId build, boolean committed) {
        Requests.Answer answer(RequestReader.Asked again) {
            return payloadSha256.equals(again.payloadSha256())
                    ? new Requests.Answer.Existing(build)
                    : new Requests.Answer.Conflicting(
                            build,
                            "request (source '%s', id '%s') came before with another payload%s: use a new id for a new request"
                                    .formatted(again.source(), again.id(), committed ? " and is build " + build : ""));
        }
    }

    /** A request that was not known, and the build that is its answer. */
    private record New(Asking asking, BuildId build, boolean first) {
        Subject subject() {
            return Subject.of(build);
        }
    }

    private RequestBatch(Map<RequestKey, Known> known, Map<String, BuildId> byContent) {
        this.known = new HashMap<>(known);
        this.byContent = new HashMap<>(byContent);
    }

    /** Gives back an answer to each, in their order. What conflicts is not entered; the others are. */
    static List<Requests.Answer> accept(Connection connection, List<Asking> asked, Role role) throws SQLException {
        if (asked.isEmpty()) {
            return List.of();
        }
        RequestBatch batch = new RequestBatch(
                known(connection, asked.stream().map(Asking::key).toList()),
                sameContent(connection, asked.stream().map(Asking::content).toList()));
        List<Requests.Answer> answers = new ArrayList<>();
        for (Asking asking : asked) {
            if (batch.hasMadeOneOf(asking)) {
                batch.enter(connection, role);
            }
            answers.add(batch.answer(asking));
        }
        batch.enter(connection, role);
        return answers;
    }

    /** Two builds of the same content must not be of the same time: the newest answers whoever asks for it next. */
    private boolean hasMadeOneOf(Asking asking) {
        return asking.request().request().rebuild()
                && accepted.stream()
                        .anyMatch(one -> one.first() && one.asking().content().equals(asking.content()));
    }

    private Requests.Answer answer(Asking asking) {
        Known before = known.get(asking.key());
        if (before != null) {
            return before.answer(asking.request());
        }
        @Nullable BuildId same = asking.request().request().rebuild() ? null : byContent.get(asking.content());
        BuildId build = same == null ? BuildId.next() : same;
        known.put(asking.key(), new Known(asking.request().payloadSha256(), build, false));
        byContent.put(asking.content(), build);
        accepted.add(new New(asking, build, same == null));
        return same == null ? new Requests.Answer.Accepted(build) : new Requests.Answer.Existing(build);
    }

    /**
     * Each is told on the topic like any other, so that whoever asked there finds the build by the source and id of the
     * request. A build that was there learns of another ref, for the image's tags, and that it is wanted urgently, for the queues.
     */
    private void enter(Connection connection, Role role) throws SQLException {
        if (accepted.isEmpty()) {
            return;
        }
        remember(
                connection,
                accepted.stream().map(one -> one.asking().request()).toList(),
                accepted.stream().map(New::build).toList());
        Map<Subject, UUID> subjects = new HashMap<>();
        accepted.forEach(one -> subjects.putIfAbsent(one.subject(), UUID.randomUUID()));
        OpenChains chains = OpenChains.lock(connection, subjects);
        Followups none = new Followups(connection, role.wireName());
        List<BuildView> hurried = new ArrayList<>();
        for (New one : accepted) {
            LedgerTx tx = new LedgerTx(chains, none, role, one.asking().actor(), List.of(), List.of(one.subject()));
            becomesUrgent(tx, one).ifPresent(hurried::add);
            tell(tx, one);
        }
        chains.flush();
        for (BuildView build : hurried) {
            NewJobs.hurry(connection, Subject.of(build.id()), build.digest());
        }
        accepted.clear();
    }

    private static Optional<BuildView> becomesUrgent(LedgerTx tx, New one) {
        return one.first() || !one.asking().request().request().urgent()
                ? Optional.empty()
                : tx.build(one.build()).filter(before -> !before.request().urgent());
    }

    private static void tell(LedgerTx tx, New one) {
        RequestReader.Received request = one.asking().request();
        Fact fact = new Fact.BuildRequested(request.request(), request.source(), request.id());
        if (one.first()) {
            tx.append(one.subject(), Build.requested(one.build()), fact);
        } else {
            tx.append(one.subject(), fact);
        }
    }

    /** What is known of requests. */
    static Map<RequestKey, Known> known(Connection connection, List<RequestKey> keys) throws SQLException {
        Map<RequestKey, Known> known = new HashMap<>();
        Sql.list(
                connection,
                row -> known.put(
                        new RequestKey(row.getString("source"), row.getString("id")),
                        new Known(
                                row.getString("payload_sha256"),
                                new BuildId(row.getObject("build_id", UUID.class)),
                                true)),
                """
                select request.source, request.id, payload_sha256, build_id from unnest(?::text[], ?::text[]) as asked(source, id)
                join request on request.source = asked.source and request.id = asked.id""",
                Sql.texts(keys, RequestKey::source),
                Sql.texts(keys, RequestKey::id));
        return known;
    }

    /** Of each content, the newest build that answers whoever asks for it. */
    private static Map<String, BuildId> sameContent(Connection connection, List<String> contents) throws SQLException {
        Map<String, BuildId> builds = new HashMap<>();
        Sql.list(
                connection,
                row -> builds.put(row.getString("content"), new BuildId(row.getObject("id", UUID.class))),
                """
                select content, newest.id from (select distinct content from unnest(?::text[]) as asked(content)) asked, lateral (
                    select id from build where content_identity = content and state in ('REQUESTED', 'BUILDING', 'BUILT')
                    and not (state <> 'BUILT' and exists (select 1 from stop_request where instance = build.id::text))
                    order by requested_at desc limit 1) newest""",
                (Object) contents.toArray(String[]::new));
        return builds;
    }

    /** Keeps which build is the answer to each request. */
    static void remember(Connection connection, List<? extends RequestReader.Asked> requests, List<BuildId> builds)
            throws SQLException {
        Sql.update(
                connection,
                """
                insert into request (source, id, payload_sha256, build_id)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::uuid[])""",
                Sql.texts(requests, RequestReader.Asked::source),
                Sql.texts(requests, RequestReader.Asked::id),
                Sql.texts(requests, RequestReader.Asked::payloadSha256),
                Sql.array(connection, "uuid", builds, BuildId::value));
    }

    /**
     * Until the end of the transaction nobody else looks at these requests, nor at what they ask for: two replicas with the same
     * one wait for each other. To be called before anything is looked up, for all at once: in one order everywhere.
     */
    static void lock(Connection connection, List<? extends RequestReader.Asked> requests) throws SQLException {
        List<String> identities = new ArrayList<>();
        for (RequestReader.Asked one : requests) {
            identities.add("slipway-request\n" + one.source() + "\n" + one.id());
            if (one instanceof RequestReader.Received received) {
                identities.add("slipway-request\n" + received.request().contentIdentity());
            }
        }
        Sql.list(connection, row -> true, """
                select pg_advisory_xact_lock(identity) from (
                    select distinct hashtextextended(asked, 0) as identity from unnest(?::text[]) as asked order by identity) sorted""", (Object) identities.toArray(String[]::new));
    }
}
