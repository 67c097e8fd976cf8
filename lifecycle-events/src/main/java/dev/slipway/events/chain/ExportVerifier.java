package dev.slipway.events.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an export as a ledger is verified, line by line, with nothing else at hand. In memory are the heads that
 * checkpoints found, not the entries. What is wrong is named with its line.
 */
public final class ExportVerifier {
    private final Findings findings = new Findings();
    private final Map<String, Map<Long, Leaf>> leaves = new HashMap<>();
    private final MessageDigest digest;
    private final @Nullable Checkpoint kept;
    private Collection<NoteKey> keys;
    private boolean ownKey;
    private CheckpointWalk checkpoints;
    private ChainWalk chains;
    private long line;
    private long checkpoint;
    private @Nullable String subject;
    private long lastSeq;
    private boolean checkpointsDone;
    private boolean ended;

    private ExportVerifier(Collection<NoteKey> keys, @Nullable Checkpoint kept) {
        this.keys = keys;
        this.kept = kept;
        this.checkpoints = new CheckpointWalk(keys, findings);
        this.chains = new ChainWalk(checkpoints, findings);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads all of it.
     *
     * @param keys that are believed; none to believe the one in the export
     * @param kept a checkpoint from elsewhere that has to be among those of the export
     */
    public static Verification verify(InputStream export, Collection<NoteKey> keys, @Nullable Checkpoint kept)
            throws IOException {
        return new ExportVerifier(keys, kept).read(new Lines(export));
    }

    private Verification read(Lines lines) throws IOException {
        for (byte[] bytes = lines.next(); bytes != null; bytes = lines.next()) {
            line++;
            at(line);
            take(bytes);
            digest.update(bytes);
        }
        findings.at("");
        if (!ended) {
            findings.add("the export breaks off after line %d: it has no last line that says how many there are"
                    .formatted(line));
        }
        finishCheckpoints();
        finishSubject();
        leaves.values().forEach(rest -> rest.values().forEach(leaf -> chains.missing(leaf, 0)));
        Verification verification = Verification.of(chains, checkpoints, findings, kept)
                .without("an export has entries, not the tables of current state: those are verified by the console");
        return ownKey
                ? verification.without(
                        "the signatures were checked with the key in the export itself: whoever made another export can have put another key there")
                : verification;
    }

    private void take(byte[] bytes) {
        if (ended) {
            findings.add("something follows the last line");
            return;
        }
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            findings.add("not readable: %s".formatted(e.getOriginalMessage()));
            return;
        } catch (IOException e) {
            findings.add("not readable: " + e.getMessage());
            return;
        }
        try {
            take(node);
        } catch (IllegalArgumentException e) {
            findings.add("not a line of an export: " + e.getMessage());
        }
    }

    private void take(JsonNode node) {
        if ((line == 1) != node.has("export")) {
            findings.add("the first line, and no other, says what this is (expected \"export\":\"%s\")"
                    .formatted(ExportWriter.FORMAT));
        }
        if (node.has("export")) {
            begin(node);
        } else if (node.has("checkpoint")) {
            checkpoint(number(node, "checkpoint"), text(node, "note"), bytes(node, "edge"));
        } else if (node.has("head")) {
            head(node);
        } else if (node.has("subject")) {
            subject(node);
        } else if (node.has("entry")) {
            entry(node);
        } else if (node.has("end")) {
            end(node);
        } else {
            throw new IllegalArgumentException("it has none of the members that lines have");
        }
    }

    private void begin(JsonNode node) {
        if (!ExportWriter.FORMAT.equals(node.path("export").asText())) {
            throw new IllegalArgumentException("the format is %s (expected %s)"
                    .formatted(node.path("export").asText(), ExportWriter.FORMAT));
        }
        if (line != 1) {
            return;
        }
        if (keys.isEmpty()) {
            ownKey = true;
            try {
                keys = List.of(NoteKey.parse(text(node, "key")));
            } catch (MalformedCheckpoint e) {
                findings.add(String.valueOf(e.getMessage()));
            }
        }
        checkpoints = new CheckpointWalk(keys, findings);
        if (kept != null) {
            checkpoints.expect(kept);
        }
        chains = new ChainWalk(checkpoints, findings);
    }

    /** What is wrong with the one before is told with its own last line. */
    private void checkpoint(long number, String note, byte[] edge) {
        at(line - 1);
        checkpoints.checkpoint(number, note, edge);
        checkpoint = number;
        at(line);
    }

    private void at(long number) {
        findings.at("line %d: ".formatted(number));
    }

    private void head(JsonNode node) {
        String of = text(node, "of");
        Leaf leaf = new Leaf(checkpoint, number(node, "head"), of, number(node, "seq"), bytes(node, "hash"));
        checkpoints.leaf(leaf);
        if (leaves.computeIfAbsent(of, _ -> new HashMap<>()).put(leaf.seq(), leaf) != null) {
            findings.add("two checkpoints found %s as a head".formatted(leaf.name()));
        }
    }

    private void finishCheckpoints() {
        if (!checkpointsDone) {
            checkpointsDone = true;
            checkpoints.end();
        }
    }

    private void subject(JsonNode node) {
        at(line - 1);
        finishCheckpoints();
        finishSubject();
        at(line);
        String key = text(node, "subject");
        if (leaves.put(key, leaves.getOrDefault(key, new HashMap<>())) instanceof Seen) {
            findings.add("subject %s was told before".formatted(key));
        }
        chains.subject(key, number(node, "seq"), bytes(node, "hash"));
        subject = key;
        lastSeq = 0;
    }

    /** Marks a subject whose entries were read. */
    private static final class Seen extends HashMap<Long, Leaf> {}

    private void finishSubject() {
        String done = subject;
        if (done != null) {
            long seq = lastSeq;
            chains.end();
            leaves.getOrDefault(done, Map.of()).values().forEach(leaf -> chains.missing(leaf, seq));
            leaves.put(done, new Seen());
            subject = null;
        }
    }

    private void entry(JsonNode node) {
        String of = subject;
        if (of == null) {
            throw new IllegalArgumentException("an entry without a subject before it");
        }
        byte[] content = node.has("text")
                ? text(node, "text").getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(text(node, "base64"));
        long seq = number(node, "entry");
        Link link = new Link(of, seq, content, bytes(node, "previous"), bytes(node, "hash"));
        chains.entry(link, leaves.getOrDefault(of, new HashMap<>()).remove(seq));
        lastSeq = seq;
    }

    private void end(JsonNode node) {
        ended = true;
        String sum = HexFormat.of().formatHex(digest.digest());
        if (number(node, "end") != line - 1) {
            findings.add("the last line says that %d lines are before it, and there are %d"
                    .formatted(number(node, "end"), line - 1));
        } else if (!sum.equals(text(node, "sha256"))) {
            findings.add("the lines before this one are not those that were written: their SHA-256 is %s, not %s"
                    .formatted(sum, text(node, "sha256")));
        }
    }

    private static String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'%s' is missing or no text".formatted(member));
        }
        return value.asText();
    }

    private static long number(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException("'%s' is missing or no number from 0".formatted(member));
        }
        return value.asLong();
    }

    private static byte[] bytes(JsonNode node, String member) {
        return HexFormat.of().parseHex(text(node, member));
    }
}
