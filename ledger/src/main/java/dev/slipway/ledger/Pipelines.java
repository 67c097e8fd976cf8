package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Apps by environments: what serves, what runs, what waits and why. Every question goes through an index. */
@ApplicationScoped
public class Pipelines {
    private static final int WAITING_SHOWN = 3;
    private static final int APPROVALS_SHOWN = 200;

    /** Walks the index from one app to the next, instead of reading every row of it. */
    private static final String APPS = """
            with recursive walk (app) as (
                (select app from artifact order by app limit 1)
                union all
                select (select a.app from artifact a where a.app > walk.app order by a.app limit 1)
                from walk where walk.app is not null)
            select app from walk where app is not null""";

    private static final String ENVIRONMENTS = """
            with recursive walk (environment) as (
                (select environment from placement where app = ? order by environment limit 1)
                union all
                select (select p.environment from placement p
                    where p.app = ? and p.environment > walk.environment order by p.environment limit 1)
                from walk where walk.environment is not null)
            select environment from walk where environment is not null""";

    private final Database database;

    Pipelines(Database database) {
        this.database = database;
    }

    public List<PipelineView> all() {
        return database.transaction("read the pipelines", c -> {
            List<PipelineView> pipelines = new ArrayList<>();
            for (AppName app : Sql.list(c, row -> new AppName(row.getString("app")), APPS)) {
                pipelines.add(pipeline(c, app));
            }
            return pipelines;
        });
    }

    /** Nothing if no artifact of this app was ever made. */
    public Optional<PipelineView> of(AppName app) {
        return database.transaction(
                "read a pipeline", c -> Optional.of(pipeline(c, app)).filter(found -> found.newest() != null));
    }

    /** Placements that wait for somebody's approval, the oldest first. */
    public List<WaitingView> approvals() {
        return database.transaction("list what waits for approval", c -> {
            List<PlacementView> waiting = Sql.list(c, LedgerReads::placement, """
                    select p.* from placement p join evidence e on e.sha256 = p.decision
                    where p.state in ('PENDING', 'BLOCKED') and jsonb_path_exists(convert_from(e.body, 'UTF8')::jsonb,
                        '$.gates[*] ? (@.gate == "approvals" && @.verdict != "PASS")')
                    order by p.changed_at, p.instance limit ?""", APPROVALS_SHOWN);
            return waiting(c, waiting);
        });
    }

    /** The gates that did not pass in the last decision on a placement; none where there was no decision yet. */
    public List<OpenGate> openGates(PlacementView placement) {
        String decision = placement.decision();
        return decision == null ? List.of() : database.transaction("read open gates", c -> openGates(c, decision));
    }

    private static PipelineView pipeline(Connection connection, AppName app) throws SQLException {
        List<PipelineView.Cell> cells = new ArrayList<>();
        for (EnvironmentName environment : Sql.list(
                connection,
                row -> new EnvironmentName(row.getString("environment")),
                ENVIRONMENTS,
                app.value(),
                app.value())) {
            cells.add(cell(connection, new AppEnvironment(app, environment)));
        }
        ArtifactView newest = Sql.first(
                        connection,
                        LedgerReads::artifact,
                        "select * from artifact where app = ? order by packaged_at desc, digest limit 1",
                        app.value())
                .orElse(null);
        return new PipelineView(app, newest, cells);
    }

    private static PipelineView.Cell cell(Connection connection, AppEnvironment place) throws SQLException {
        ServingView serving = LedgerReads.serving(connection, place).orElse(null);
        ArtifactView artifact = serving == null ? null : artifact(connection, serving.digest());
        return new PipelineView.Cell(
                place,
                after(connection, place),
                serving,
                artifact,
                deployment(
                        connection,
                        place,
                        " and state in ('QUEUED', 'PREPARING', 'STARTED', 'VERIFYING', 'SHIFTING', 'BAKING')"),
                deployment(connection, place, ""),
                waiting(connection, placements(connection, place, artifact)),
                restrictions(connection, place),
                Drifts.of(connection, place));
    }

    private static List<RestrictionView> restrictions(Connection connection, AppEnvironment place) throws SQLException {
        Instant now = Sql.now(connection);
        return Rulings.restrictions(connection, place).stream()
                .filter(one -> one.holdsAt(now))
                .toList();
    }

    private static List<EnvironmentName> after(Connection connection, AppEnvironment place) throws SQLException {
        return Sql.list(
                connection,
                row -> new EnvironmentName(row.getString("name")),
                """
                select jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'policy' -> 'after') as name
                from (select decision from placement where app = ? and environment = ? and decision is not null
                    order by changed_at desc limit 1) newest join evidence e on e.sha256 = newest.decision""",
                place.app().value(),
                place.environment().value());
    }

    private static @Nullable DeploymentView deployment(Connection connection, AppEnvironment place, String condition)
            throws SQLException {
        return Sql.first(
                        connection,
                        LedgerReads::deployment,
                        "select * from deployment where app = ? and environment = ?" + condition
                                + " order by queued_at desc, id desc limit 1",
                        place.app().value(),
                        place.environment().value())
                .orElse(null);
    }

    private static List<PlacementView> placements(
            Connection connection, AppEnvironment place, @Nullable ArtifactView serving) throws SQLException {
        return Sql.list(
                connection,
                LedgerReads::placement,
                """
                select p.* from placement p join artifact a using (digest)
                where p.app = ? and p.environment = ? and p.state in ('PENDING', 'BLOCKED')
                    and (?::timestamptz is null or a.packaged_at > ?::timestamptz)
                order by p.changed_at desc, p.digest limit ?""",
                place.app().value(),
                place.environment().value(),
                serving == null ? null : serving.packagedAt(),
                serving == null ? null : serving.packagedAt(),
                WAITING_SHOWN);
    }

    private static List<WaitingView> waiting(Connection connection, List<PlacementView> placements)
            throws SQLException {
        List<WaitingView> waiting = new ArrayList<>();
        for (PlacementView placement : placements) {
            waiting.add(new WaitingView(
                    placement,
                    artifact(connection, placement.id().digest()),
                    placement.decision() == null ? List.of() : openGates(connection, placement.decision())));
        }
        return waiting;
    }

    private static List<OpenGate> openGates(Connection connection, String decision) throws SQLException {
        return Sql.list(
                connection,
                row -> new OpenGate(
                        row.getString("gate"), Verdict.valueOf(row.getString("verdict")), row.getString("because")),
                """
                select g ->> 'gate' as gate, g ->> 'verdict' as verdict, g ->> 'because' as because
                from evidence e, jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'gates') g
                where e.sha256 = ? and g ->> 'verdict' <> 'PASS'""",
                decision);
    }

    private static ArtifactView artifact(Connection connection, Digest digest) throws SQLException {
        return LedgerReads.artifact(connection, digest).orElseThrow();
    }
}
