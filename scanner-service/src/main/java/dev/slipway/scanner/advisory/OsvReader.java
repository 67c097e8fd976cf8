package dev.slipway.scanner.advisory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.advisory.VersionRange.Change;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads OSV records, keeping what matching needs; texts and references stay behind. One per import: not thread-safe. */
final class OsvReader {
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    /** Ecosystems, package names and versions repeat thousands of times; one copy of each is kept. */
    private final Map<String, String> known = new HashMap<>();

    OsvRecord read(byte[] bytes) throws BrokenRecordException {
        JsonNode record = tree(bytes);
        String id = text(record, "id", "the record");
        if (id.chars().anyMatch(c -> c <= ' ')) {
            throw new BrokenRecordException("'id' has white space or control characters in it");
        }
        boolean withdrawn = !record.path("withdrawn").asText("").isEmpty();
        List<Affected> affected = new ArrayList<>();
        for (JsonNode one : record.path("affected")) {
            // Some records name commits of a repository and no package.
            if (one.has("package")) {
                affected.add(affected(one, record));
            }
        }
        List<String> aliases = Stream.of("aliases", "upstream")
                .flatMap(field -> record.path(field).valueStream())
                .map(JsonNode::asText)
                .distinct()
                .toList();
        return new OsvRecord(new Advisory(id, aliases, affected), modified(record), withdrawn, sha256(bytes));
    }

    private static JsonNode tree(byte[] bytes) throws BrokenRecordException {
        try {
            JsonNode record = JSON.readTree(bytes);
            if (!record.isObject()) {
                throw new BrokenRecordException("found JSON that is no object, expected an OSV record");
            }
            return record;
        } catch (JsonProcessingException broken) {
            throw new BrokenRecordException("not JSON: " + broken.getOriginalMessage(), broken);
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
    }

    private Affected affected(JsonNode affected, JsonNode record) throws BrokenRecordException {
        JsonNode named = affected.path("package");
        List<VersionRange> ranges = new ArrayList<>();
        for (JsonNode range : affected.path("ranges")) {
            String type = text(range, "type", "a range");
            if (type.equals("ECOSYSTEM") || type.equals("SEMVER")) {
                ranges.add(range(range));
            }
        }
        return new Affected(
                kept(text(named, "ecosystem", "an affected package")),
                kept(text(named, "name", "an affected package")),
                ranges,
                affected.path("versions")
                        .valueStream()
                        .map(version -> kept(version.asText()))
                        .toList(),
                Ratings.of(affected, record));
    }

    private VersionRange range(JsonNode range) throws BrokenRecordException {
        List<VersionRange.Event> events = new ArrayList<>();
        for (JsonNode event : range.path("events")) {
            for (Map.Entry<String, JsonNode> change : event.properties()) {
                events.add(new VersionRange.Event(
                        change(change.getKey()), kept(text(event, change.getKey(), "an event"))));
            }
        }
        if (events.stream().noneMatch(event -> event.change() == Change.INTRODUCED)) {
            throw new BrokenRecordException("a range without an 'introduced' event (expected at least one)");
        }
        return new VersionRange(events);
    }

    private static Change change(String name) throws BrokenRecordException {
        return switch (name) {
            case "introduced" -> Change.INTRODUCED;
            case "fixed" -> Change.FIXED;
            case "last_affected" -> Change.LAST_AFFECTED;
            case "limit" -> Change.LIMIT;
            default ->
                throw new BrokenRecordException(
                        "a range event '%s' (expected introduced, fixed, last_affected or limit)".formatted(name));
        };
    }

    private static Instant modified(JsonNode record) throws BrokenRecordException {
        String modified = text(record, "modified", "the record");
        try {
            return Instant.parse(modified);
        } catch (DateTimeParseException broken) {
            throw new BrokenRecordException(
                    "'modified' is '%s' (expected a time like 2026-03-01T12:00:00Z)".formatted(modified), broken);
        }
    }

    private static String text(JsonNode node, String field, String of) throws BrokenRecordException {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new BrokenRecordException("%s has no text '%s'".formatted(of, field));
        }
        return value.asText();
    }

    private String kept(String text) {
        return known.computeIfAbsent(text, same -> same);
    }

    private static Digest sha256(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Digest("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
