package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.chain.Verification;
import dev.slipway.lifecycle.Role;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of current state are what the entries make them, column by column, and each that is not is named. */
class ProjectionCheckComponentTest {
    private static final List<String> TABLES = List.of(
            "build",
            "artifact",
            "placement",
            "deployment",
            "serving",
            "restriction",
            "approval",
            "waiver",
            "drift",
            "stop_request");

    private final ChainVerifier verifier = new ChainVerifier(LedgerFixture.as(Role.CONSOLE));

    @BeforeEach
    void tell() throws SQLException {
        LedgerFixture.clear();
        Story.tell();
    }

    private Verification verify() {
        return verifier.verify(List.of(), null, true);
    }

    /** Every row as text, to see that nothing was touched. */
    static String dump() throws SQLException {
        StringBuilder all = new StringBuilder();
        for (String table : TABLES) {
            all.append(LedgerFixture.rows(
                    row -> row.getString(1), "select to_jsonb(t)::text from %s t order by 1".formatted(table)));
        }
        return all.toString();
    }

    @Test
    void theRebuiltTablesEqualTheLiveOnes() throws SQLException {
        String before = dump();

        Verification report = verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.cannotShow()).noneMatch(sentence -> sentence.contains("--rebuild"));
        assertThat(dump()).isEqualTo(before);
        for (String table : TABLES) {
            assertThat(LedgerFixture.count("select count(*) from " + table))
                    .as("the story has something in " + table)
                    .isPositive();
        }
    }

    @Test
    void saysThatOnlyStatesWereComparedWithoutIt() {
        assertThat(verifier.verify(List.of(), null, false).cannotShow())
                .anyMatch(sentence -> sentence.contains("--rebuild compares every column"));
    }

    static Stream<Arguments> alterations() {
        return Stream.of(
                Arguments.of(
                        "update build set failure_reason = 'yes' where state = 'FAILED'",
                        "build",
                        "failure_reason is \"yes\", but the entries make it \"no\""),
                Arguments.of(
                        "update artifact set commit_id = 'x' where veto is not null", "artifact", "commit_id is \"x\""),
                Arguments.of(
                        "update artifact set veto = null",
                        "artifact",
                        "veto is null, but the entries make it \"mona: licence\""),
                Arguments.of(
                        "update placement set tag = 'prod' where state = 'SUPERSEDED'",
                        "placement shop/dev/sha256",
                        "tag is \"prod\", but the entries make it \"dev\""),
                Arguments.of(
                        "update placement set changed_at = changed_at - interval '1 h' where state = 'SUPERSEDED'",
                        "placement",
                        "changed_at is"),
                Arguments.of(
                        "update deployment set failure = null where state = 'ABORTED'",
                        "deployment",
                        "failure is null, but the entries make it \"prepare: stopped\""),
                Arguments.of(
                        "update deployment set state = 'SUCCEEDED' where state = 'ABORTED'",
                        "deployment",
                        "state is \"SUCCEEDED\", but the entries make it \"ABORTED\""),
                Arguments.of(
                        "update serving set digest = 'sha256:' || repeat('0', 64)",
                        "serving shop/dev",
                        "digest is \"sha256:000"),
                Arguments.of("update restriction set until = now()", "restriction shop/dev/FREEZE", "until is"),
                Arguments.of(
                        "insert into restriction values ('shop', 'prod', 'HOLD', 'x', 'eve', now(), null)",
                        "restriction shop/prod/HOLD",
                        "has a row that no entry makes"),
                Arguments.of(
                        "delete from restriction",
                        "restriction shop/dev/FREEZE",
                        "has no row, but the entries make one"),
                Arguments.of(
                        "update approval set decision = 'APPROVED'",
                        "approval shop/dev/sha256",
                        "decision is \"APPROVED\", but the entries make it \"REJECTED\""),
                Arguments.of("update waiver set revoked_at = null", "waiver", "revoked_at is null"),
                Arguments.of("update drift set detail = 'none'", "drift shop/dev/missing", "detail is \"none\""),
                Arguments.of("delete from stop_request", "stop_request", "has no row, but the entries make one"));
    }

    @ParameterizedTest
    @MethodSource("alterations")
    void namesARowThatWasAltered(String sql, String row, String what) throws SQLException {
        LedgerFixture.tamper(sql);

        assertThat(verify().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith(row).contains(what));
    }

    @Test
    void saysWhichEntryCannotBeApplied() throws SQLException {
        LedgerFixture.tamper("update ledger_entry set bytes = 'x' where seq = 2 and subject_kind = 'environment'");

        assertThat(verify().problems())
                .anyMatch(problem ->
                        problem.startsWith("the tables of current state cannot be rebuilt: entry shop/dev/2"));
    }

    /** A pooled connection remembers statements it has prepared; the rebuild must not write through them. */
    @Test
    void leavesTheLiveTablesAloneOnAConnectionThatHasWorkedOnThem() throws SQLException {
        try (Connection one = DriverManager.getConnection(
                LedgerFixture.url() + "?prepareThreshold=1", "slipway_console", Services.PASSWORD)) {
            Database pool = new Database((DataSource) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> unclosed(one)));
            ChainVerifier onIt = new ChainVerifier(pool);
            // from now on the connection has a place for temporary tables, so that making more changes no search path
            pool.transaction(
                    "keep a temporary table", c -> Sql.update(c, "create temporary table kept (any_column int)"));
            assertThat(onIt.verify(List.of(), null, true).problems()).isEmpty();
            for (int i = 0; i < 8; i++) {
                new Requests(pool).accept(LedgerFixture.request("again" + i), Role.CONSOLE, "ada");
            }
            String before = dump();

            assertThat(onIt.verify(List.of(), null, true).problems()).isEmpty();

            assertThat(dump()).isEqualTo(before);
            new Requests(pool).accept(LedgerFixture.request("after"), Role.CONSOLE, "ada");
            assertThat(dump()).isNotEqualTo(before);
        }
    }

    private static Connection unclosed(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                ProjectionCheckComponentTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
