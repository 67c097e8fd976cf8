package dev.slipway.events.chain;

import dev.slipway.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What is signed over the heads of all chains at one moment. Its text is a checkpoint of C2SP's transparency logs: origin,
 * size and root of the tree of heads, then lines of our own.
 *
 * @param origin names the ledger
 * @param number from 1, without gaps
 * @param size leaves of the tree
 * @param root of the tree, RFC 6962
 * @param previous SHA-256 of the text before it, all zeros for the first
 * @param subjects that there were
 * @param entries that there were in all chains together
 * @param at the database's time
 */
public record Checkpoint(
        String origin, long number, long size, byte[] root, byte[] previous, long subjects, long entries, Instant at) {
    private static final int LINES = 8;
    private static final int HASH = 32;

    public String text() {
        return String.join(
                "\n",
                origin,
                Long.toString(size),
                Base64.getEncoder().encodeToString(root),
                "checkpoint " + number,
                "previous " + HexFormat.of().formatHex(previous),
                "subjects " + subjects,
                "entries " + entries,
                "time " + at,
                "");
    }

    /** By which the next one names it. */
    public byte[] hash() {
        return Sha256.of(text().getBytes(StandardCharsets.UTF_8));
    }

    public static Checkpoint parse(String text) throws MalformedCheckpoint {
        List<String> lines = text.lines().toList();
        if (lines.size() != LINES) {
            throw new MalformedCheckpoint(
                    "a checkpoint of %d lines (expected %d: origin, size, root, checkpoint, previous, subjects, entries, time)"
                            .formatted(lines.size(), LINES));
        }
        try {
            Checkpoint parsed = new Checkpoint(
                    lines.get(0),
                    number(lines.get(3), "checkpoint "),
                    Long.parseLong(lines.get(1)),
                    Base64.getDecoder().decode(lines.get(2)),
                    HexFormat.of().parseHex(value(lines.get(4), "previous ")),
                    number(lines.get(5), "subjects "),
                    number(lines.get(6), "entries "),
                    Instant.parse(value(lines.get(7), "time ")));
            if (parsed.root.length != HASH
                    || parsed.previous.length != HASH
                    || !parsed.text().equals(text)) {
                throw new MalformedCheckpoint("a checkpoint that is written otherwise than we write it");
            }
            return parsed;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedCheckpoint("a checkpoint that cannot be read: " + e.getMessage(), e);
        }
    }

    private static long number(String line, String word) throws MalformedCheckpoint {
        return Long.parseLong(value(line, word));
    }

    private static String value(String line, String word) throws MalformedCheckpoint {
        if (!line.startsWith(word)) {
            throw new MalformedCheckpoint("a checkpoint with the line '%s' (expected '%s…')".formatted(line, word));
        }
        return line.substring(word.length());
    }

    /** As it is named in sentences. */
    String name() {
        return "checkpoint %d of %s".formatted(number, at);
    }
}
