package dev.slipway.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row that can be written again and again, in PostgreSQL's text format for COPY, with other names and earlier times. */
final class RowTemplate {
    /** A digest's hexadecimal part, or a UUID of version 7. */
    private static final Pattern NAME =
            Pattern.compile("[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private static final HexFormat HEX = HexFormat.of();
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final List<Part> parts = new ArrayList<>();

    private RowTemplate() {}

    /** @param type as the information schema has it */
    record Column(String name, String type) {
        private boolean isTime() {
            return type.startsWith("timestamp");
        }

        private boolean isBytes() {
            return type.equals("bytea");
        }

        /** How it is to be selected. */
        String read(String table) {
            String column = table + "." + name;
            return isTime()
                    ? "case when isfinite(%1$s) then (extract(epoch from %1$s) * 1000000)::bigint::text else %1$s::text end"
                            .formatted(column)
                    : column;
        }
    }

    private sealed interface Part {
        void write(StringBuilder to, long copy, Duration earlier);

        record Text(String text) implements Part {
            @Override
            public void write(StringBuilder to, long copy, Duration earlier) {
                to.append(text);
            }
        }

        /** @param hex whether it stands in bytes, which are written as hexadecimal digits */
        record Name(String name, boolean hex) implements Part {
            @Override
            public void write(StringBuilder to, long copy, Duration earlier) {
                String other = renamed(name, copy);
                to.append(hex ? HEX.formatHex(other.getBytes(StandardCharsets.US_ASCII)) : other);
            }
        }

        record Time(long micros) implements Part {
            @Override
            public void write(StringBuilder to, long copy, Duration earlier) {
                long at = micros - earlier.toNanos() / 1_000;
                to.append(Instant.ofEpochSecond(Math.floorDiv(at, 1_000_000), Math.floorMod(at, 1_000_000L) * 1_000));
            }
        }
    }

    /** The same for the same name and number wherever it stands. The time in a UUID stays. */
    private static String renamed(String name, long copy) {
        int kept = name.length() == 64 ? 52 : 24;
        long last = Long.parseLong(name.substring(kept), 16);
        long mixed = (last + copy * MIX) * MIX;
        return name.substring(0, kept) + HEX.toHexDigits(mixed ^ mixed >>> 29, 12);
    }

    /** @param digests the hexadecimal parts of those that get other names; all UUIDs do */
    static RowTemplate of(ResultSet row, List<Column> columns, Set<String> digests) throws SQLException {
        RowTemplate template = new RowTemplate();
        for (int i = 0; i < columns.size(); i++) {
            template.text(i == 0 ? "" : "\t");
            template.add(row, i + 1, columns.get(i), digests);
        }
        template.text("\n");
        return template;
    }

    void write(StringBuilder to, long copy, Duration earlier) {
        parts.forEach(part -> part.write(to, copy, earlier));
    }

    private void add(ResultSet row, int number, Column column, Set<String> digests) throws SQLException {
        String text = row.getString(number);
        if (text == null) {
            text("\\N");
        } else if (column.isTime() && !text.endsWith("infinity")) {
            parts.add(new Part.Time(Long.parseLong(text)));
        } else if (column.isBytes()) {
            text("\\\\x");
            names(new String(row.getBytes(number), StandardCharsets.ISO_8859_1), true, digests);
        } else {
            names(escaped(text), false, digests);
        }
    }

    private void names(String text, boolean hex, Set<String> digests) {
        Matcher name = NAME.matcher(text);
        int from = 0;
        while (name.find()) {
            if (name.group().length() < 64 || digests.contains(name.group())) {
                literal(text.substring(from, name.start()), hex);
                parts.add(new Part.Name(name.group(), hex));
                from = name.end();
            }
        }
        literal(text.substring(from), hex);
    }

    private void literal(String text, boolean hex) {
        text(hex ? HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1)) : text);
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
