package dev.slipway.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Statements with positional arguments on one connection. */
final class Sql {
    private Sql() {}

    @FunctionalInterface
    interface Row<T> {
        T map(ResultSet row) throws SQLException;
    }

    /**
     * A text that is null now and then. Without its type the driver has the statement parsed and planned anew whenever
     * one with a text follows one without.
     */
    record Text(@Nullable String value) {}

    /** One question; its {@code SQLException} is the transaction's to translate. */
    @FunctionalInterface
    interface Query<T> {
        T in(Connection connection) throws SQLException;
    }

    static <T> List<T> list(Connection connection, Row<T> mapper, String sql, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            return all(rows, mapper);
        }
    }

    private static <T> List<T> all(ResultSet rows, Row<T> mapper) throws SQLException {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
            found.add(mapper.map(rows));
        }
        return found;
    }

    static <T> Optional<T> first(Connection connection, Row<T> mapper, String sql, @Nullable Object... arguments)
            throws SQLException {
        return list(connection, mapper, sql, arguments).stream().findFirst();
    }

    /** Sends statements, separated by semicolons, in one round trip; each sees what the ones before it waited for. The rows are the last one's. */
    static <T> List<T> atOnce(Connection connection, Row<T> mapper, String statements, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, statements, arguments)) {
            statement.execute();
            for (int left = statements.split(";").length - 1; left > 0; left--) {
                statement.getMoreResults();
            }
            try (ResultSet rows = statement.getResultSet()) {
                return all(rows, mapper);
            }
        }
    }

    static int update(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            bind(connection, statement, arguments);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    static void bind(Connection connection, PreparedStatement statement, @Nullable Object... arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            switch (argument) {
                case Instant instant -> statement.setObject(i + 1, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
                case Text text -> statement.setString(i + 1, text.value());
                case String[] texts -> statement.setArray(i + 1, connection.createArrayOf("text", texts));
                case Long[] numbers -> statement.setArray(i + 1, connection.createArrayOf("bigint", numbers));
                case null, default -> statement.setObject(i + 1, argument);
            }
        }
    }

    /** One column of rows that go as arrays. */
    static <T> @Nullable String[] texts(Collection<T> rows, Function<? super T, @Nullable String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    /** One column of rows that go as arrays, of a type that is neither text nor bytes. */
    static <T> Array array(
            Connection connection,
            String type,
            Collection<T> rows,
            Function<? super T, ? extends @Nullable Object> element)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(element).toArray());
    }

    /** One column of rows that go as arrays; the driver takes bytes in an array of their own type only. */
    static <T> Array bytes(Connection connection, Collection<T> rows, Function<? super T, byte[]> element)
            throws SQLException {
        return connection.createArrayOf("bytea", rows.stream().map(element).toArray(byte[][]::new));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        Instant instant = instantOrNull(row, column);
        if (instant == null) {
            throw new SQLException("column " + column + " is null");
        }
        return instant;
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    /** For the rest of the transaction questions may walk whole tables, which a stage's connection otherwise avoids. */
    static void aboutAll(Connection connection) throws SQLException {
        list(connection, row -> true, """
                select set_config(name, setting, true) from (values ('plan_cache_mode', 'auto'), ('enable_seqscan', 'on'),
                    ('enable_hashjoin', 'on'), ('enable_mergejoin', 'on')) as wanted(name, setting)""");
    }

    static Instant now(Connection connection) throws SQLException {
        return first(connection, row -> instant(row, "now"), "select clock_timestamp() as now")
                .orElseThrow();
    }
}
