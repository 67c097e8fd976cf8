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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Apps by environments: what serves, what runs, what waits and why. Every question goes through an index. */
@ApplicationScoped
public class Pipelines {
    private static final int APPROVALS_SHOWN = 200;

    /** Walks the index from one app to the next, instead of reading every row of it. */
    private static final String APPS = """
            with recursive walk (app) as (
                (select app from artifact order by app limit 1)
                union all
                select (select a.app from artifact a where a.app > walk.app order by a.app limit 1)
                from walk where walk.app is not null)
            select app from walk where app is not null""";

    private static final String NEWEST = """
            select x.* from unnest(?::text[]) as one(app) cross join lateral (
                select * from artifact a where a.app = one.app order by a.packaged_at desc, a.digest limit 1) x
            order by x.app""";

    private static final String PLACES = """
            with recursive walk (app, environment) as (
                select one.app, (select min(p.environment) from placement p where p.app = one.app)
                from unnest(?::text[]) as one(app)
                union all
                select walk.app, (select min(p.environment) from placement p
                    where p.app = walk.app and p.environment > walk.environment)
                from walk where walk.environment is not null)
            select app, environment from walk where environment is not null order by app, environment""";

    private final Database database;

    Pipelines(Database database) {
        this.database = database;
    }

    public List<PipelineView> all() {
        return database.transaction(
                "read the pipelines", c -> pipelines(c, Sql.list(c, row -> row.getString("app"), APPS)));
    }

    /** Nothing if no artifact of this app was ever made. */
    public Optional<PipelineView> of(AppName app) {
        return database.transaction(
                "read a pipeline",
                c -> pipelines(c, List.of(app.value())).stream().findFirst());
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
        return placement.decision() == null
                ? List.of()
                : database.read(
                        "read open gates",
                        c -> openGates(c, List.of(placement)).getOrDefault(placement.decision(), List.of()));
    }

    /** Of those apps that have an artifact. */
    private static List<PipelineView> pipelines(Connection connection, List<String> apps) throws SQLException {
        String[] names = apps.toArray(String[]::new);
        Map<AppName, List<PipelineView.Cell>> cells =
                cells(connection, Sql.list(connection, Places::of, PLACES, (Object) names)).stream()
                        .collect(Collectors.groupingBy(cell -> cell.place().app()));
        return Sql.list(connection, LedgerReads::artifact, NEWEST, (Object) names).stream()
                .map(newest -> new PipelineView(newest.app(), newest, cells.getOrDefault(newest.app(), List.of())))
                .toList();
    }

    private static List<PipelineView.Cell> cells(Connection connection, List<AppEnvironment> places)
            throws SQLException {
        Places asked = new Places(connection, places);
        Instant now = Sql.now(connection);
        Map<AppEnvironment, ServingView> serving = asked.serving();
        Map<Digest, ArtifactView> artifacts =
                artifacts(connection, serving.values().stream().map(ServingView::digest));
        Map<AppEnvironment, List<EnvironmentName>> after = asked.after();
        Map<AppEnvironment, DeploymentView> running = asked.running();
        Map<AppEnvironment, DeploymentView> last = asked.last();
        Map<AppEnvironment, Digest> goodBefore = asked.goodBefore();
        Map<AppEnvironment, List<WaitingView>> waiting = waiting(connection, asked.waiting());
        Map<AppEnvironment, List<RestrictionView>> restrictions = asked.restrictions();
        Map<AppEnvironment, List<DriftView>> drifts = asked.drifts();
        return places.stream()
                .map(place -> {
                    ServingView serves = serving.get(place);
                    return new PipelineView.Cell(
                            place,
                            after.getOrDefault(place, List.of()),
                            serves,
                            serves == null ? null : artifacts.get(serves.digest()),
                            running.get(place),
                            last.get(place),
                            serves == null ? null : goodBefore.get(place),
                            waiting.getOrDefault(place, List.of()),
                            restrictions.getOrDefault(place, List.of()).stream()
                                    .filter(one -> one.holdsAt(now))
                                    .toList(),
                            drifts.getOrDefault(place, List.of()));
                })
                .toList();
    }

    private static Map<AppEnvironment, List<WaitingView>> waiting(
            Connection connection, Map<AppEnvironment, List<PlacementView>> placements) throws SQLException {
        return waiting(
                        connection,
                        placements.values().stream().flatMap(List::stream).toList())
                .stream()
                .collect(Collectors.groupingBy(one -> one.placement().id().place()));
    }

    private static List<WaitingView> waiting(Connection connection, List<PlacementView> placements)
            throws SQLException {
        Map<Digest, ArtifactView> artifacts =
                artifacts(connection, placements.stream().map(one -> one.id().digest()));
        Map<String, List<OpenGate>> gates = openGates(connection, placements);
        return placements.stream()
                .map(placement -> new WaitingView(
                        placement,
                        Objects.requireNonNull(artifacts.get(placement.id().digest())),
                        gates.getOrDefault(placement.decision(), List.of())))
                .toList();
    }

    private static Map<Digest, ArtifactView> artifacts(Connection connection, Stream<Digest> digests)
            throws SQLException {
        String[] wanted = digests.map(Digest::value).distinct().toArray(String[]::new);
        return Sql.list(connection, LedgerReads::artifact, "select * from artifact where digest = any(?)", (Object)
                        wanted)
                .stream()
                .collect(Collectors.toMap(ArtifactView::digest, one -> one));
    }

    /** By the decision's SHA-256. */
    private static Map<String, List<OpenGate>> openGates(Connection connection, List<PlacementView> placements)
            throws SQLException {
        Map<String, List<OpenGate>> gates = new HashMap<>();
        Sql.list(
                connection,
                row -> gates.computeIfAbsent(row.getString("sha256"), _ -> new ArrayList<>())
                        .add(new OpenGate(
                                row.getString("gate"),
                                Verdict.valueOf(row.getString("verdict")),
                                row.getString("because"))),
                """
                select e.sha256, g ->> 'gate' as gate, g ->> 'verdict' as verdict, g ->> 'because' as because
                from evidence e, jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'gates') with ordinality as all_gates(g, place)
                where e.sha256 = any(?) and g ->> 'verdict' <> 'PASS' order by e.sha256, place""",
                (Object) placements.stream()
                        .map(PlacementView::decision)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toArray(String[]::new));
        return gates;
    }
}
