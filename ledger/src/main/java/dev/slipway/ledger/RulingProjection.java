package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.ledger.RestrictionView.Kind;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the rulings of people change in the tables of current state. */
final class RulingProjection {
    private RulingProjection() {}

    static void apply(Connection connection, Subject subject, Fact.Ruling ruling, String actor, Instant at)
            throws SQLException {
        switch (ruling) {
            case Fact.ArtifactVetoed vetoed -> veto(connection, subject, "%s: %s".formatted(actor, vetoed.reason()));
            case Fact.ArtifactUnvetoed _ -> veto(connection, subject, null);
            case Fact.WaiverGranted granted -> grant(connection, subject, granted, actor, at);
            case Fact.WaiverRevoked revoked ->
                Sql.update(
                        connection,
                        "update waiver set revoked_at = ? where id = ? and subject_key = ?",
                        at,
                        revoked.waiver(),
                        subject.key());
            case Fact.ApprovalUpdated approval -> approve(connection, subject, approval, at);
            case Fact.HoldPlaced hold -> restrict(connection, hold, Kind.HOLD, hold.reason(), null, actor, at);
            case Fact.HoldReleased hold -> release(connection, hold, Kind.HOLD);
            case Fact.FreezeOpened freeze ->
                restrict(connection, freeze, Kind.FREEZE, freeze.reason(), freeze.until(), actor, at);
            case Fact.FreezeClosed freeze -> release(connection, freeze, Kind.FREEZE);
        }
    }

    private static void veto(Connection connection, Subject subject, @Nullable String reason) throws SQLException {
        Sql.update(connection, "update artifact set veto = ? where digest = ?", reason, subject.key());
    }

    private static void grant(
            Connection connection, Subject subject, Fact.WaiverGranted granted, String actor, Instant at)
            throws SQLException {
        Sql.update(
                connection,
                "insert into waiver (id, subject_key, advisory, package, reason, owner, actor, at, expires)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                granted.waiver(),
                subject.key(),
                granted.advisory(),
                granted.packageName(),
                granted.reason(),
                granted.owner(),
                actor,
                at,
                granted.expires());
    }

    private static void approve(Connection connection, Subject subject, Fact.ApprovalUpdated approval, Instant at)
            throws SQLException {
        Sql.update(
                connection,
                """
                insert into approval (app, environment, digest, approver, role, decision, comment, at, expires)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict on constraint approval_pk do update set role = excluded.role, decision = excluded.decision,
                    comment = excluded.comment, at = excluded.at, expires = excluded.expires""",
                approval.app().value(),
                approval.environment().value(),
                subject.key(),
                approval.approver(),
                approval.role(),
                approval.decision().name(),
                approval.comment(),
                at,
                approval.expires());
    }

    private static void restrict(
            Connection connection,
            Fact.InEnvironment fact,
            Kind kind,
            String reason,
            @Nullable Instant until,
            String actor,
            Instant at)
            throws SQLException {
        Sql.update(
                connection, """
                insert into restriction (app, environment, kind, reason, actor, since, until) values (?, ?, ?, ?, ?, ?, ?)
                on conflict on constraint restriction_pk do update set reason = excluded.reason, actor = excluded.actor,
                    since = excluded.since, until = excluded.until""", fact.app().value(), fact.environment().value(), kind.name(), reason, actor, at, until);
    }

    private static void release(Connection connection, Fact.InEnvironment fact, Kind kind) throws SQLException {
        Sql.update(
                connection,
                "delete from restriction where app = ? and environment = ? and kind = ?",
                fact.app().value(),
                fact.environment().value(),
                kind.name());
    }
}
