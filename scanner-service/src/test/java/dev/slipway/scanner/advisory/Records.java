package dev.slipway.scanner.advisory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** OSV records in the smallest form. */
final class Records {
    private Records() {}

    static String fixed(String id, String source, String fixed) {
        return record(
                id,
                "",
                affected("Debian:12", source, "{\"introduced\": \"0\"}, {\"fixed\": \"%s\"}".formatted(fixed), ""));
    }

    /** @param more further fields, each followed by a comma */
    static String record(String id, String more, String... affected) {
        return """
                {"schema_version": "1.7.0", "id": "%s", "modified": "2026-01-02T03:04:05Z", "aliases": ["CVE-%s"], %s
                 "affected": [%s]}
                """.formatted(id, id, more, String.join(", ", affected));
    }

    /** @param more further fields, each with a comma before it */
    static String affected(String ecosystem, String name, String events, String more) {
        return """
                {"package": {"ecosystem": "%s", "name": "%s"}, "ranges": [{"type": "ECOSYSTEM", "events": [%s]}]%s}""".formatted(ecosystem, name, events, more);
    }

    static AdvisorySnapshot snapshot(String... records) {
        return AdvisorySnapshot.of(Arrays.stream(records).map(Records::read).toList());
    }

    static OsvRecord read(String record) {
        try {
            return new OsvReader().read(record.getBytes(StandardCharsets.UTF_8));
        } catch (BrokenRecordException broken) {
            throw new AssertionError(record, broken);
        }
    }
}
