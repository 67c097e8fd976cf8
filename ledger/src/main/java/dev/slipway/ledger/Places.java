package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions about many places at once: one statement each, however many there are. */
final class Places {
    /** As many as somebody looks at in one place. */
    private static final int WAITING_SHOWN = 3;

    private final Connection connection;
    private final String[] apps;
    private final String[] environments;

    Places(Connection connection, Collection<AppEnvironment> places) {
        this.connection = connection;
        this.apps = places.stream().map(one -> one.app().value()).toArray(String[]::new);
        this.environments =
                places.stream().map(one -> one.environment().value()).toArray(String[]::new);
    }

    Map<AppEnvironment, ServingView> serving() throws SQLException {
        return one(LedgerReads::serving, "select x.* from %s join serving x using (app, environment)");
    }

    /** Of each place the deployment that is under way or queued. */
    Map<AppEnvironment, DeploymentView> running() throws SQLException {
        return one(LedgerReads::deployment, """
                select x.* from %s cross join lateral (
                    select * from deployment d where d.app = place.app and d.environment = place.environment
                        and d.state in ('QUEUED', 'PREPARING', 'STARTED', 'VERIFYING', 'SHIFTING', 'BAKING')
                    order by d.queued_at desc, d.id desc limit 1) x""");
    }

    /** Of each place the newest deployment, whatever became of it. */
    Map<AppEnvironment, DeploymentView> last() throws SQLException {
        return one(LedgerReads::deployment, """
                select x.* from %s cross join lateral (
                    select * from deployment d where d.app = place.app and d.environment = place.environment
                    order by d.queued_at desc, d.id desc limit 1) x""");
    }

    /** Where a roll back would go: the newest that succeeded there, is not what serves, and may run. */
    Map<AppEnvironment, Digest> goodBefore() throws SQLException {
        return one(row -> new Digest(row.getString("digest")), """
                select place.app, place.environment, x.digest from %s
                left join serving s using (app, environment)
                cross join lateral (
                    select d.digest from deployment d
                        join placement p on p.app = d.app and p.environment = d.environment and p.digest = d.digest
                        join artifact a on a.digest = d.digest
                    where d.app = place.app and d.environment = place.environment and d.state = 'SUCCEEDED'
                        and d.digest is distinct from s.digest and p.state in ('APPROVED', 'SUPERSEDED') and a.veto is null
                    order by d.queued_at desc, d.id desc limit 1) x""");
    }

    /** The environments that come before, by the newest decision of each place. */
    Map<AppEnvironment, List<EnvironmentName>> after() throws SQLException {
        return many(row -> new EnvironmentName(row.getString("name")), """
                select place.app, place.environment,
                    jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'policy' -> 'after') as name
                from %s cross join lateral (
                    select decision from placement p where p.app = place.app and p.environment = place.environment
                        and p.decision is not null order by p.changed_at desc limit 1) newest
                join evidence e on e.sha256 = newest.decision""");
    }

    /** What was made after that which serves and is not let in, the newest few of each place. */
    Map<AppEnvironment, List<PlacementView>> waiting() throws SQLException {
        return many(LedgerReads::placement, """
                select x.* from %%s
                left join serving s using (app, environment)
                left join artifact serves on serves.digest = s.digest
                cross join lateral (
                    select p.* from placement p join artifact a on a.digest = p.digest
                    where p.app = place.app and p.environment = place.environment and p.state in ('PENDING', 'BLOCKED')
                        and (serves.packaged_at is null or a.packaged_at > serves.packaged_at)
                    order by p.changed_at desc, p.digest limit %d) x
                order by x.app, x.environment, x.changed_at desc, x.digest""".formatted(WAITING_SHOWN));
    }

    /** Those whose time is over are among them. */
    Map<AppEnvironment, List<RestrictionView>> restrictions() throws SQLException {
        return many(
                Rulings::restriction,
                "select x.* from %s join restriction x using (app, environment) order by x.app, x.environment, x.kind");
    }

    Map<AppEnvironment, List<DriftView>> drifts() throws SQLException {
        return many(
                Drifts::drift,
                "select x.* from %s join drift x using (app, environment) order by x.app, x.environment, x.kind");
    }

    private <T> Map<AppEnvironment, T> one(Sql.Row<T> mapper, String sql) throws SQLException {
        Map<AppEnvironment, T> found = new HashMap<>();
        ask(row -> found.put(of(row), mapper.map(row)), sql);
        return found;
    }

    private <T> Map<AppEnvironment, List<T>> many(Sql.Row<T> mapper, String sql) throws SQLException {
        Map<AppEnvironment, List<T>> found = new LinkedHashMap<>();
        ask(row -> found.computeIfAbsent(of(row), _ -> new ArrayList<>()).add(mapper.map(row)), sql);
        return found;
    }

    private <T> void ask(Sql.Row<T> each, String sql) throws SQLException {
        Sql.list(
                connection,
                each,
                sql.formatted("unnest(?::text[], ?::text[]) as place(app, environment)"),
                apps,
                environments);
    }

    static AppEnvironment of(ResultSet row) throws SQLException {
        return new AppEnvironment(new AppName(row.getString("app")), new EnvironmentName(row.getString("environment")));
    }
}
