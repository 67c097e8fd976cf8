package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.AppEnvironment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Where what runs is not what the ledger says. */
final class Drifts {
    private Drifts() {}

    static void open(Connection connection, Fact.DriftDetected drift, Instant at) throws SQLException {
        Sql.update(connection, """
                insert into drift (app, environment, kind, detail, since) values (?, ?, ?, ?, ?)
                on conflict on constraint drift_pk do update set detail = excluded.detail""", drift.app().value(), drift.environment().value(), drift.kind(), drift.detail(), at);
    }

    static void close(Connection connection, Fact.DriftResolved drift) throws SQLException {
        Sql.update(
                connection,
                "delete from drift where app = ? and environment = ? and kind = ?",
                drift.app().value(),
                drift.environment().value(),
                drift.kind());
    }

    static List<DriftView> of(Connection connection, AppEnvironment place) throws SQLException {
        return Sql.list(
                connection,
                Drifts::drift,
                "select * from drift where app = ? and environment = ? order by kind",
                place.app().value(),
                place.environment().value());
    }

    static DriftView drift(ResultSet row) throws SQLException {
        return new DriftView(Places.of(row), row.getString("kind"), row.getString("detail"), Sql.instant(row, "since"));
    }
}
