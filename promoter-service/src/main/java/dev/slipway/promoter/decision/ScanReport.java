package dev.slipway.promoter.decision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The findings of a scan as the scanner keeps them: members nobody here asks for are passed over. */
final class ScanReport {
    private ScanReport() {}

    /** A report that lacks what a gate needs. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    static List<Facts.Finding> read(byte[] report) throws Malformed {
        JsonNode list = tree(report).path("result").path("findings");
        if (!list.isArray()) {
            throw new Malformed("it has no list of findings");
        }
        List<Facts.Finding> findings = new ArrayList<>();
        for (JsonNode one : list) {
            findings.add(new Facts.Finding(
                    text(one, "advisory"),
                    aliases(one.path("aliases")),
                    text(one, "package"),
                    text(one, "version"),
                    text(one, "severity").toUpperCase(Locale.ROOT),
                    one.path("fixedIn").isTextual() ? one.path("fixedIn").asText() : null));
        }
        return findings;
    }

    private static JsonNode tree(byte[] report) throws Malformed {
        try {
            return Json.MAPPER.readTree(report);
        } catch (IOException e) {
            throw new Malformed("it is not JSON");
        }
    }

    private static String text(JsonNode finding, String member) throws Malformed {
        JsonNode value = finding.path(member);
        if (!value.isTextual()) {
            throw new Malformed("a finding has no %s".formatted(member));
        }
        return value.asText();
    }

    private static @Nullable List<String> aliases(JsonNode list) {
        List<String> aliases = new ArrayList<>();
        list.forEach(one -> aliases.add(one.asText()));
        return aliases.isEmpty() ? null : aliases.stream().sorted().toList();
    }
}
