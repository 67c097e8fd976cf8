package dev.slipway.ledger;

import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** What people have ruled and not taken back, read on one connection. */
final class Rulings {
    private Rulings() {}

    /** Those whose time is over are among them. */
    static List<RestrictionView> restrictions(Connection connection, AppEnvironment place) throws SQLException {
        return Sql.list(
                connection,
                Rulings::restriction,
                "select * from restriction where app = ? and environment = ? order by kind",
                place.app().value(),
                place.environment().value());
    }

    static RestrictionView restriction(ResultSet row) throws SQLException {
        return new RestrictionView(
                Places.of(row),
                RestrictionView.Kind.valueOf(row.getString("kind")),
                row.getString("reason"),
                row.getString("actor"),
                Sql.instant(row, "since"),
                Sql.instantOrNull(row, "until"));
    }

    static List<ApprovalView> approvals(Connection connection, Placement.Id id) throws SQLException {
        return Sql.list(
                connection,
                row -> new ApprovalView(
                        row.getString("approver"),
                        row.getString("role"),
                        ApprovalDecision.valueOf(row.getString("decision")),
                        row.getString("comment"),
                        Sql.instant(row, "at"),
                        Sql.instantOrNull(row, "expires")),
                "select * from approval where app = ? and environment = ? and digest = ? order by at, approver",
                id.place().app().value(),
                id.place().environment().value(),
                id.digest().value());
    }

    /** Those that have expired are among them. */
    static List<WaiverView> waivers(Connection connection, Subject subject) throws SQLException {
        return Sql.list(
                connection,
                row -> new WaiverView(
                        row.getObject("id", UUID.class),
                        row.getString("subject_key"),
                        row.getString("advisory"),
                        row.getString("package"),
                        row.getString("reason"),
                        row.getString("owner"),
                        row.getString("actor"),
                        Sql.instant(row, "at"),
                        Sql.instantOrNull(row, "expires")),
                "select * from waiver where subject_key = ? and revoked_at is null order by at, id",
                subject.key());
    }
}
