package dev.slipway.ledger;

import dev.slipway.lifecycle.Digest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is inside an artifact and against it, written in one statement per table. */
final class Contents {
    private Contents() {}

    static void replace(
            Connection connection, Digest digest, List<ComponentView> components, List<FindingView> findings)
            throws SQLException {
        Sql.update(connection, "delete from component where digest = ?", digest.value());
        Sql.update(connection, "delete from finding where digest = ?", digest.value());
        Sql.update(
                connection,
                "insert into component (digest, purl, name, version, ecosystem, package)"
                        + " select ?, * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])"
                        + " on conflict do nothing",
                digest.value(),
                column(components, ComponentView::purl),
                column(components, ComponentView::name),
                column(components, ComponentView::version),
                column(components, ComponentView::ecosystem),
                column(components, ComponentView::packageName));
        Sql.update(
                connection,
                "insert into finding (digest, advisory, package, version, fixed_in, severity, severity_source, purl, path, layer)"
                        + " select ?, * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],"
                        + " ?::text[], ?::text[], ?::text[])"
                        + " on conflict do nothing",
                digest.value(),
                column(findings, FindingView::advisory),
                column(findings, FindingView::packageName),
                column(findings, FindingView::version),
                column(findings, FindingView::fixedIn),
                column(findings, FindingView::severity),
                column(findings, FindingView::severitySource),
                column(findings, FindingView::purl),
                column(findings, FindingView::path),
                column(findings, FindingView::layer));
    }

    static List<ComponentView> components(Connection connection, Digest digest) throws SQLException {
        return Sql.list(
                connection,
                row -> new ComponentView(
                        row.getString("purl"),
                        row.getString("name"),
                        row.getString("version"),
                        row.getString("ecosystem"),
                        row.getString("package")),
                "select * from component where digest = ? order by purl",
                digest.value());
    }

    static List<FindingView> findings(Connection connection, Digest digest) throws SQLException {
        return Sql.list(
                connection,
                row -> new FindingView(
                        row.getString("advisory"),
                        row.getString("package"),
                        row.getString("version"),
                        row.getString("fixed_in"),
                        row.getString("severity"),
                        row.getString("severity_source"),
                        row.getString("purl"),
                        row.getString("path"),
                        row.getString("layer")),
                "select * from finding where digest = ? order by severity, advisory, package",
                digest.value());
    }

    private static <T> @Nullable String[] column(List<T> rows, Function<T, @Nullable String> value) {
        return rows.stream().map(value).toArray(String[]::new);
    }
}
