package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database refuses, whatever a service's code may try. */
class EnforcementComponentTest {
    private BuildId build;
    private byte[] head;

    @BeforeEach
    void oneRequestedBuild() throws SQLException {
        LedgerFixture.clear();
        build = LedgerFixture.requestedBuild();
        head = LedgerFixture.rows(row -> row.getBytes("head_hash"), "select head_hash from subject")
                .getFirst();
    }

    /** An entry as a broken or hostile service might send it; by default one that would be right. */
    private final class Attempt {
        private Role as = Role.BUILDER;
        private Role writer = Role.BUILDER;
        private FactType type = FactType.BUILD_STARTED;
        private BuildId subject = build;
        private long seq = 2;
        private String from = "REQUESTED";
        private String to = "BUILDING";
        private byte[] previous = head;

        void make() {
            enter(this);
        }

        /** The one that would be right after this. */
        private Attempt next() {
            Attempt next = new Attempt();
            next.seq = seq + 1;
            next.type = FactType.BUILD_FINISHED;
            next.from = to;
            next.to = "BUILT";
            next.previous = hash();
            return next;
        }

        private byte[] bytes() {
            return "{\"sequence\": %d}".formatted(seq).getBytes(StandardCharsets.UTF_8);
        }

        private byte[] hash() {
            return Sha256.of(previous, bytes());
        }

        private List<Object> row() {
            return List.of(
                    subject.toString(),
                    seq,
                    UUID.randomUUID(),
                    type.wireName(),
                    writer.wireName(),
                    build.toString(),
                    from,
                    to,
                    UUID.randomUUID(),
                    Instant.now(),
                    bytes(),
                    previous,
                    hash());
        }
    }

    /** All in one statement. */
    private static void enter(Attempt... attempts) {
        LedgerFixture.as(attempts[0].as).transaction("enter", connection -> enter(connection, attempts));
    }

    private static int enter(Connection connection, Attempt... attempts) throws SQLException {
        String rows = Stream.of(attempts)
                .map(_ -> "(?, ?, ?, 'build', ?, ?, 'mallory', 'build', ?, ?, ?, ?, ?, ?, ?, ?)")
                .collect(Collectors.joining(", "));
        return Sql.update(
                connection,
                """
                insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor, machine, instance,
                    from_state, to_state, chain_id, at, bytes, prev_hash, hash) values\s""" + rows,
                Stream.of(attempts).flatMap(one -> one.row().stream()).toArray());
    }

    @Test
    void takesARightEntryAndDoesAllThatFollowsFromIt() throws SQLException {
        new Attempt().make();

        assertThat(LedgerFixture.count("select seq from subject")).isEqualTo(2);
        assertThat(LedgerFixture.count("select count(*) from build where state = 'BUILDING'"))
                .isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from outbox where key = ?", build.toString()))
                .isEqualTo(2);
    }

    @Test
    void refusesAMoveThatNoMachineHas() {
        Attempt attempt = new Attempt();
        attempt.to = "BUILT";
        assertThatThrownBy(attempt::make).hasMessageContaining("ledger_entry_move_fk");
    }

    @Test
    void refusesAMoveFromAStateThatTheMachineIsNotIn() {
        Attempt attempt = new Attempt();
        attempt.type = FactType.BUILD_FINISHED;
        attempt.from = "BUILDING";
        attempt.to = "BUILT";
        assertThatThrownBy(attempt::make).hasMessageContaining("is not in state BUILDING");
    }

    @Test
    void refusesAnotherServicesMove() {
        Attempt attempt = new Attempt();
        attempt.as = Role.SCANNER;
        attempt.writer = Role.SCANNER;
        assertThatThrownBy(attempt::make).hasMessageContaining("violates foreign key");
    }

    @Test
    void refusesAServiceThatSaysItIsAnother() {
        Attempt attempt = new Attempt();
        attempt.as = Role.SCANNER;
        assertThatThrownBy(attempt::make).hasMessageContaining("the scanner may not write as the builder");
    }

    @Test
    void refusesAGapInTheChain() {
        Attempt attempt = new Attempt();
        attempt.seq = 3;
        assertThatThrownBy(attempt::make).hasMessageContaining("does not extend the chain");
    }

    @Test
    void refusesAnEntryThatNamesAnotherPredecessor() {
        Attempt attempt = new Attempt();
        attempt.previous = new byte[32];
        assertThatThrownBy(attempt::make).hasMessageContaining("does not extend the chain");
    }

    @Test
    void takesEntriesThatFollowOneAnotherInWhateverOrderTheyAreSent() throws SQLException {
        Attempt started = new Attempt();
        enter(started.next(), started);

        assertThat(LedgerFixture.count("select seq from subject")).isEqualTo(3);
        assertThat(LedgerFixture.count("select count(*) from build where state = 'BUILT'"))
                .isEqualTo(1);
        assertThat(LedgerFixture.rows(
                        row -> row.getLong(1),
                        "select seq from outbox join ledger_entry on value = bytes and key = subject_key order by id"))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void refusesAllWhereOneDoesNotFollowTheOneBefore() throws SQLException {
        Attempt started = new Attempt();
        Attempt forked = started.next();
        forked.previous = head;
        refusesTogether("entry %s/3 does not extend the chain, whose head is 1".formatted(build), started, forked);

        Attempt late = started.next();
        late.seq = 4;
        refusesTogether("entry %s/4 does not extend the chain, whose head is 1".formatted(build), started, late);
    }

    @Test
    void refusesAllWhereOneDoesNotStartWhereTheMoveBeforeEnded() throws SQLException {
        Attempt started = new Attempt();
        Attempt again = started.next();
        again.type = FactType.BUILD_STARTED;
        again.from = "REQUESTED";
        again.to = "BUILDING";
        refusesTogether("build %s is not in state REQUESTED".formatted(build), started, again);
    }

    @Test
    void refusesAllWhereOneIsAnothers() throws SQLException {
        Attempt started = new Attempt();
        Attempt others = started.next();
        others.writer = Role.SCANNER;
        refusesTogether("ledger_entry_writer_fk", started, others);
    }

    /** Its own tables of the same names are not those that the rules are about. */
    @Test
    void refusesAServiceThatBringsTablesOfItsOwn() throws SQLException {
        Attempt attempt = new Attempt();
        attempt.seq = 7;
        Database builder = LedgerFixture.as(Role.BUILDER);

        assertThatThrownBy(() -> builder.transaction("cheat", connection -> {
                    Sql.update(connection, "create temporary table subject as select * from public.subject");
                    Sql.update(connection, "update pg_temp.subject set seq = 6");
                    Sql.update(connection, "grant all on pg_temp.subject to public");
                    return enter(connection, attempt);
                }))
                .hasMessageContaining("does not extend the chain, whose head is 1");
    }

    /** A chain can tell of nothing but its own, not even beside the one whose it is. */
    @Test
    void refusesAllWhereOneMovesWhatAnotherChainIsAbout() throws SQLException {
        Attempt started = new Attempt();
        Attempt elsewhere = new Attempt();
        elsewhere.subject = LedgerFixture.requestedBuild();
        elsewhere.previous = LedgerFixture.rows(
                        row -> row.getBytes("head_hash"),
                        "select head_hash from subject where key = ?",
                        elsewhere.subject.toString())
                .getFirst();

        assertThatThrownBy(() -> enter(started, elsewhere))
                .hasMessageContaining("build %s is not in state REQUESTED".formatted(build));
        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isEqualTo(2);
    }

    private static void refusesTogether(String why, Attempt... attempts) throws SQLException {
        assertThatThrownBy(() -> enter(attempts))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining(why);
        assertThat(LedgerFixture.count("select seq from subject")).isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from build where state = 'REQUESTED'"))
                .isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from outbox")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ledger_entry set actor = 'x'",
                "delete from ledger_entry",
                "truncate ledger_entry",
                "update build set state = 'BUILT'",
                "update subject set seq = 99",
                "update subject set head_hash = sha256('x')",
                "update artifact set state = 'SCANNED'",
                "update move set to_state = 'BUILT'",
                "insert into move values ('a', 'build', 'REQUESTED', 'BUILT', 'builder')",
                "delete from evidence",
                "update evidence set body = 'x'",
                "update request set build_id = gen_random_uuid()",
                "delete from request",
                "insert into outbox (shard, topic, key, value) values (0, 'slipway.lifecycle', 'k', 'forged')",
                "alter table ledger_entry disable trigger all",
                "drop table build"
            })
    void refusesEveryServiceToWriteAroundTheEntries(String sql) {
        for (Role role : Role.values()) {
            Database database = LedgerFixture.as(role);
            assertThatThrownBy(() -> database.transaction("try", connection -> Sql.update(connection, sql)))
                    .as(role.wireName())
                    .isInstanceOf(LedgerUnavailable.class);
        }
    }

    @Test
    void evenTheOwnerCannotChangeAnEntryWithoutTakingTheRulesAway() throws SQLException {
        try (var owner = LedgerFixture.owner()) {
            assertThatThrownBy(() -> Sql.update(owner, "update ledger_entry set actor = 'x'"))
                    .hasMessageContaining("append-only");
            assertThatThrownBy(() -> Sql.update(owner, "delete from ledger_entry"))
                    .hasMessageContaining("append-only");
        }
    }

    @Test
    void hidesTheWorkOfOtherStages() {
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));

        assertThat(jobsSeenBy(Role.BUILDER)).isEqualTo(1);
        assertThat(jobsSeenBy(Role.SCANNER)).isZero();
        assertThat(jobsSeenBy(Role.CONSOLE)).isEqualTo(1);
    }

    private static long jobsSeenBy(Role role) {
        return LedgerFixture.as(role)
                .transaction(
                        "count",
                        connection -> Sql.first(connection, row -> row.getLong(1), "select count(*) from job")
                                .orElseThrow());
    }
}
