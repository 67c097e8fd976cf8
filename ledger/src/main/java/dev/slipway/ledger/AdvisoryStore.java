package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Advisories over time. Each import is a snapshot that never changes: a record is kept with the snapshots it is part of,
 * so that the next import writes only what is different, and what was known at a decision can be read years later.
 */
@ApplicationScoped
public class AdvisoryStore {
    private static final long IMPORT_LOCK = 0x51_1b_3a_00_01L;
    private static final int BATCH = 2_000;
    private static final String IN_SNAPSHOT = "r.first_number <= ? and (r.last_number is null or r.last_number > ?)";

    private final Database database;

    AdvisoryStore(Database database) {
        this.database = database;
    }

    public Optional<SnapshotView> latest() {
        return database.transaction("read the last advisory snapshot", AdvisoryStore::latest);
    }

    static Optional<SnapshotView> latest(Connection connection) throws SQLException {
        return Sql.first(
                connection,
                row -> new SnapshotView(
                        row.getLong("number"),
                        row.getString("id"),
                        row.getInt("records"),
                        row.getInt("rejected"),
                        Sql.instant(row, "at")),
                "select * from advisory_snapshot order by number desc limit 1");
    }

    /** What a snapshot says about packages of one ecosystem, in the order of advisory ids. */
    public List<AdvisoryRow> about(long number, String ecosystem, Collection<String> packages) {
        return database.transaction(
                "read advisories",
                c -> Sql.list(
                        c,
                        row -> new AdvisoryRow(
                                row.getString("id"),
                                row.getString("ecosystem"),
                                row.getString("package"),
                                row.getString("body")),
                        "select a.* from advisory a join advisory_record r using (id, first_number)"
                                + " where a.ecosystem = ? and a.package = any(?) and " + IN_SNAPSHOT
                                + " order by a.id, a.package",
                        ecosystem,
                        packages.toArray(String[]::new),
                        number,
                        number));
    }

    /** Whether a snapshot says anything about an ecosystem. */
    public boolean knows(long number, String ecosystem) {
        return database.transaction(
                "look for an ecosystem's advisories",
                c -> Sql.first(
                                c,
                                row -> true,
                                "select 1 from advisory a join advisory_record r using (id, first_number)"
                                        + " where a.ecosystem = ? and " + IN_SNAPSHOT + " limit 1",
                                ecosystem,
                                number,
                                number)
                        .isPresent());
    }

    /**
     * Makes a snapshot of what is new. Only one replica does it at a time.
     *
     * @return empty where these very records are the last snapshot already
     */
    public Optional<SnapshotView> take(AdvisoryIntake intake) throws IOException {
        return database.<Optional<SnapshotView>, IOException>transaction("import advisories", connection -> {
            Sql.list(connection, row -> true, "select pg_advisory_xact_lock(?)", IMPORT_LOCK);
            Optional<SnapshotView> before = latest(connection);
            if (before.isPresent() && before.get().id().equals(intake.id())) {
                return Optional.empty();
            }
            long number = before.map(SnapshotView::number).orElse(0L) + 1;
            Set<String> changed = replace(connection, number, intake.contents());
            write(connection, number, intake, changed);
            EvidenceBody report = intake.report();
            OpenChains.keep(connection, Map.of(report.sha256(), report));
            Sql.update(
                    connection,
                    "insert into advisory_snapshot (number, id, records, rejected, report_sha256, at)"
                            + " values (?, ?, ?, ?, ?, clock_timestamp())",
                    number,
                    intake.id(),
                    intake.records(),
                    intake.rejected(),
                    report.sha256());
            return latest(connection);
        });
    }

    /** Ends what is gone or different, and gives back which records are to be written. */
    private static Set<String> replace(Connection connection, long number, Map<String, String> contents)
            throws SQLException {
        Map<String, String> known = new HashMap<>();
        Sql.list(
                connection,
                row -> known.put(row.getString("id"), row.getString("content")),
                "select id, content from advisory_record where last_number is null");
        List<String> ended = known.keySet().stream()
                .filter(id -> !Objects.equals(known.get(id), contents.get(id)))
                .toList();
        Sql.update(
                connection,
                "update advisory_record set last_number = ? where id = any(?) and last_number is null",
                number,
                ended.toArray(String[]::new));
        Set<String> changed = new HashSet<>(contents.keySet());
        changed.removeIf(id -> Objects.equals(contents.get(id), known.get(id)));
        return changed;
    }

    private static void write(Connection connection, long number, AdvisoryIntake intake, Set<String> changed)
            throws SQLException, IOException {
        Map<String, String> contents = intake.contents();
        Writing writing = new Writing(connection, number);
        intake.read(changed, (id, rows) -> writing.add(id, contents.getOrDefault(id, ""), rows));
        writing.flush();
    }

    private record Version(String id, String content) {}

    /** Rows on their way, some thousand at a time. */
    private static final class Writing {
        private final Connection connection;
        private final long number;
        private final List<Version> records = new ArrayList<>();
        private final List<AdvisoryRow> advisories = new ArrayList<>();

        Writing(Connection connection, long number) {
            this.connection = connection;
            this.number = number;
        }

        void add(String id, String content, List<AdvisoryRow> rows) {
            records.add(new Version(id, content));
            advisories.addAll(rows);
            if (records.size() + advisories.size() > BATCH) {
                flush();
            }
        }

        void flush() {
            try {
                Sql.update(
                        connection,
                        "insert into advisory_record (id, first_number, content)"
                                + " select id, ?, content from unnest(?::text[], ?::text[]) as r (id, content)",
                        number,
                        column(records, Version::id),
                        column(records, Version::content));
                Sql.update(
                        connection,
                        "insert into advisory (id, first_number, ecosystem, package, body) select id, ?, ecosystem, package, body"
                                + " from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as a (id, ecosystem, package, body)",
                        number,
                        column(advisories, AdvisoryRow::advisory),
                        column(advisories, AdvisoryRow::ecosystem),
                        column(advisories, AdvisoryRow::packageName),
                        column(advisories, AdvisoryRow::body));
            } catch (SQLException e) {
                throw new LedgerUnavailable("could not write advisories", e);
            }
            records.clear();
            advisories.clear();
        }

        private static <T> String[] column(List<T> rows, Function<T, String> value) {
            return rows.stream().map(value).toArray(String[]::new);
        }
    }
}
