package dev.slipway.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes a ledger old: rows of lifecycles that the stages went through are copied under other digests, ids and times.
 * What the copies share are apps, commits and the bodies of evidence; their hashes are those of the originals.
 */
final class History {
    /** Of which every row belongs to one digest or its build, and how those of some digests are found. */
    private enum Table {
        BUILD("digest = any(d)"),
        ARTIFACT("digest = any(d)"),
        PLACEMENT("digest = any(d)"),
        DEPLOYMENT("digest = any(d)"),
        SUBJECT("key = any(k)"),
        LEDGER_ENTRY("subject_key = any(k) order by subject_key, seq"),
        COMPONENT("digest = any(d)"),
        SCAN("digest = any(d)"),
        SEEN("subject_key = any(k)"),
        LANE("name = any(k)"),
        JOB("subject_key = any(k)");

        private final String rows;

        Table(String rows) {
            this.rows = rows;
        }

        String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies are this far apart in time, into the past. */
    private static final Duration APART = Duration.ofMinutes(30);

    /** Rows are written to a file first, some copies of all at a time. */
    private static final int AT_ONCE = 20;

    private final Bed bed;

    History(Bed bed) {
        this.bed = bed;
    }

    /** Copies until there are {@code digests} and gives back how many there are; at least one has to have come to its end. */
    long grow(long digests, int originals) throws SQLException, IOException {
        long missing = digests - bed.count("select count(*) from artifact");
        try (Connection connection = bed.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create temporary table original as
                    select array_agg(digest) as d, array_agg(digest) || array_agg(build_id::text) as k from (
                        select digest, build_id from artifact join placement using (digest)
                        where placement.state in ('SUPERSEDED', 'APPROVED') order by placement.state desc, digest limit %d) picked""".formatted(originals));
            Set<String> names = names(statement);
            long copies = Math.ceilDiv(Math.max(0, missing), Math.max(1, names.size()));
            // the rows were allowed once
            statement.execute("set session_replication_role = replica");
            statement.execute("set synchronous_commit = off");
            for (Table table : Table.values()) {
                copy(connection, table, names, copies);
            }
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        }
        return bed.count("select count(*) from artifact");
    }

    private static Set<String> names(Statement statement) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("select substr(unnest(d), 8) from original")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        if (names.isEmpty()) {
            throw new IllegalStateException("no artifact was ever approved: let lifecycles come to their end first");
        }
        return names;
    }

    private void copy(Connection connection, Table table, Set<String> digests, long copies)
            throws SQLException, IOException {
        List<RowTemplate.Column> columns = columns(connection, table);
        List<RowTemplate> templates = templates(connection, table, columns, digests);
        String names =
                String.join(", ", columns.stream().map(RowTemplate.Column::name).toList());
        Path file = bed.folder().resolve("rows.copy");
        for (long first = 1; first <= copies; first += AT_ONCE) {
            write(file, templates, first, Math.min(copies, first + AT_ONCE - 1));
            try (Statement statement = connection.createStatement()) {
                statement.execute("copy %s (%s) from '%s'".formatted(table.sql(), names, file));
            }
        }
        Files.deleteIfExists(file);
    }

    /** The server reads it: they are on the same machine. */
    private static void write(Path file, List<RowTemplate> templates, long first, long last) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (long number = first; number <= last; number++) {
                StringBuilder text = new StringBuilder();
                for (RowTemplate one : templates) {
                    one.write(text, number, APART.multipliedBy(number));
                }
                writer.append(text);
            }
        }
    }

    /** All that have to be given. */
    private static List<RowTemplate.Column> columns(Connection connection, Table table) throws SQLException {
        List<RowTemplate.Column> columns = new ArrayList<>();
        try (var query = connection.prepareStatement("""
                select column_name, data_type from information_schema.columns where table_schema = 'public'
                and table_name = ? and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position""")) {
            query.setString(1, table.sql());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(new RowTemplate.Column(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return columns;
    }

    private static List<RowTemplate> templates(
            Connection connection, Table table, List<RowTemplate.Column> columns, Set<String> names)
            throws SQLException {
        String select = "select %s from %s, original where %s"
                .formatted(
                        String.join(
                                ", ",
                                columns.stream()
                                        .map(column -> column.read(table.sql()))
                                        .toList()),
                        table.sql(),
                        table.rows);
        List<RowTemplate> templates = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                templates.add(RowTemplate.of(rows, columns, names));
            }
        }
        return templates;
    }
}
