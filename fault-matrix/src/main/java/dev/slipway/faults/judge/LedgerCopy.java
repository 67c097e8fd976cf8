package dev.slipway.faults.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Every entry of the ledger, in chains, and the heads that the subjects' rows claim.
 *
 * @param chains by subject, in order of the sequence
 * @param heads by subject, {@code seq:hash}
 */
record LedgerCopy(Map<String, List<Entry>> chains, Map<String, String> heads) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static LedgerCopy read(Connection connection) throws SQLException {
        Map<String, List<Entry>> chains = new LinkedHashMap<>();
        Map<String, String> heads = new LinkedHashMap<>();
        for (Entry entry : rows(
                connection,
                "select * from ledger_entry order by subject_key, seq",
                row -> new Entry(
                        row.getString("subject_key"),
                        row.getLong("seq"),
                        row.getObject("event_id", UUID.class),
                        row.getString("type"),
                        row.getString("machine"),
                        row.getString("instance"),
                        row.getString("from_state"),
                        row.getString("to_state"),
                        row.getTimestamp("at").toInstant(),
                        row.getBytes("bytes"),
                        row.getBytes("prev_hash"),
                        row.getBytes("hash"),
                        json(row.getBytes("bytes"))))) {
            chains.computeIfAbsent(entry.subject(), _ -> new ArrayList<>()).add(entry);
        }
        rows(
                connection,
                "select key, seq, head_hash from subject",
                row -> heads.put(row.getString("key"), head(row.getLong("seq"), row.getBytes("head_hash"))));
        return new LedgerCopy(chains, heads);
    }

    static String head(long seq, byte[] hash) {
        return seq + ":" + HexFormat.of().formatHex(hash);
    }

    static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    List<Entry> entries() {
        return chains.values().stream().flatMap(List::stream).toList();
    }

    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> rows(Connection connection, String sql, Row<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(reader.of(row));
            }
        }
        return rows;
    }
}
