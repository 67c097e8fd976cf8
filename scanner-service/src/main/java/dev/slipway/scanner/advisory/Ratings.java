package dev.slipway.scanner.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import us.springett.cvss.Cvss;
import us.springett.cvss.MalformedVectorException;

/**
 * Who is believed about severity: the distribution or database that wrote the advisory first, because it knows how the
 * package is built and used; then the vector somebody scored the flaw with.
 */
final class Ratings {
    /** Newest first: a later version of the standard scores the same flaw with more knowledge. */
    private static final List<String> VECTORS = List.of("CVSS_V4", "CVSS_V3");

    private Ratings() {}

    static Rating of(JsonNode affected, JsonNode record) {
        return vendor(affected.path("ecosystem_specific"), "ecosystem_specific")
                .or(() -> vendor(affected.path("database_specific"), "database_specific"))
                .or(() -> vendor(record.path("database_specific"), "database_specific"))
                .or(() -> vendorScore(affected.path("severity")))
                .or(() -> vendorScore(record.path("severity")))
                .or(() -> vector(affected.path("severity")))
                .or(() -> vector(record.path("severity")))
                .orElse(Rating.NONE);
    }

    private static Optional<Rating> vendor(JsonNode specific, String where) {
        for (String field : List.of("urgency", "severity")) {
            Optional<Severity> severity = word(specific.path(field).asText(""));
            if (severity.isPresent()) {
                return Optional.of(new Rating(severity.get(), where + "." + field));
            }
        }
        return Optional.empty();
    }

    /** Some distributions put their word where a vector is expected, under their own name. */
    private static Optional<Rating> vendorScore(JsonNode severities) {
        for (JsonNode severity : severities) {
            String type = severity.path("type").asText("");
            Optional<Severity> word = word(severity.path("score").asText(""));
            if (word.isPresent() && !type.startsWith("CVSS")) {
                return Optional.of(new Rating(word.get(), type));
            }
        }
        return Optional.empty();
    }

    private static Optional<Rating> vector(JsonNode severities) {
        for (String type : VECTORS) {
            for (JsonNode severity : severities) {
                if (severity.path("type").asText("").equals(type)) {
                    Optional<Severity> band = band(severity.path("score").asText(""));
                    if (band.isPresent()) {
                        return Optional.of(new Rating(band.get(), type));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Severity> word(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "critical" -> Optional.of(Severity.CRITICAL);
            case "high", "important" -> Optional.of(Severity.HIGH);
            case "medium", "moderate" -> Optional.of(Severity.MEDIUM);
            case "low" -> Optional.of(Severity.LOW);
            case "negligible", "unimportant" -> Optional.of(Severity.NEGLIGIBLE);
            default -> Optional.empty(); // "not yet assigned" and the like: nobody has said
        };
    }

    /** The bands of the CVSS standard. */
    private static Optional<Severity> band(String vector) {
        try {
            Cvss cvss = Cvss.fromVector(vector);
            return cvss == null
                    ? Optional.empty()
                    : Optional.of(band(cvss.calculateScore().getBaseScore()));
        } catch (MalformedVectorException broken) {
            return Optional.empty();
        }
    }

    private static Severity band(double score) {
        if (score >= 9.0) {
            return Severity.CRITICAL;
        }
        if (score >= 7.0) {
            return Severity.HIGH;
        }
        if (score >= 4.0) {
            return Severity.MEDIUM;
        }
        return score > 0 ? Severity.LOW : Severity.NEGLIGIBLE;
    }
}
