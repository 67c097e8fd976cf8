package dev.slipway.scanner.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatingsTest {
    private static final String EVENTS = "{\"introduced\": \"0\"}";
    private static final String CRITICAL_V3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    private static final String LOW_V3 = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N";

    private static Rating rating(String ofRecord, String ofAffected) {
        AdvisorySnapshot snapshot =
                Records.snapshot(Records.record("A", ofRecord, Records.affected("Debian:12", "p", EVENTS, ofAffected)));
        return snapshot.about("Debian:12", "p").getFirst().affected().rating();
    }

    private static String vector(String type, String score) {
        return "\"severity\": [{\"type\": \"%s\", \"score\": \"%s\"}]".formatted(type, score);
    }

    @ParameterizedTest
    @CsvSource({
        "CRITICAL, CVSS_V3, CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "HIGH, CVSS_V3, CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        "MEDIUM, CVSS_V3, CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",
        "LOW, CVSS_V3, CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N",
        "NEGLIGIBLE, CVSS_V3, CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",
        "CRITICAL, CVSS_V4, CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "UNKNOWN, none, CVSS:3.1/AV:X",
        "UNKNOWN, none, nonsense",
    })
    void vectorGivesTheBandOfItsScore(Severity expected, String source, String vector) {
        String type = vector.startsWith("CVSS:4") ? "CVSS_V4" : "CVSS_V3";
        assertThat(rating(vector(type, vector) + ",", "")).isEqualTo(new Rating(expected, source));
    }

    @ParameterizedTest
    @CsvSource({"unimportant, NEGLIGIBLE", "low, LOW", "medium, MEDIUM", "high, HIGH", "HIGH, HIGH"})
    void distributionsWordGoesBeforeTheVector(String urgency, Severity expected) {
        String more = ", \"ecosystem_specific\": {\"urgency\": \"%s\"}".formatted(urgency);
        assertThat(rating(vector("CVSS_V3", CRITICAL_V3) + ",", more))
                .isEqualTo(new Rating(expected, "ecosystem_specific.urgency"));
    }

    @ParameterizedTest
    @CsvSource({"not yet assigned", "end-of-life", "''"})
    void urgencyThatSaysNothingLeavesItToTheVector(String urgency) {
        String more = ", \"ecosystem_specific\": {\"urgency\": \"%s\"}".formatted(urgency);
        assertThat(rating(vector("CVSS_V3", CRITICAL_V3) + ",", more))
                .isEqualTo(new Rating(Severity.CRITICAL, "CVSS_V3"));
        assertThat(rating("", more)).isEqualTo(new Rating(Severity.UNKNOWN, "none"));
    }

    @ParameterizedTest
    @CsvSource({"MODERATE, MEDIUM", "CRITICAL, CRITICAL"})
    void databasesWordGoesBeforeTheVector(String word, Severity expected) {
        String record =
                "\"database_specific\": {\"severity\": \"%s\"},".formatted(word) + vector("CVSS_V3", LOW_V3) + ",";
        assertThat(rating(record, "")).isEqualTo(new Rating(expected, "database_specific.severity"));
    }

    @ParameterizedTest
    @CsvSource({"CVSS_V3"})
    void vectorOfThePackageGoesBeforeThatOfTheRecord(String type) {
        assertThat(rating(vector(type, CRITICAL_V3) + ",", ", " + vector(type, LOW_V3)))
                .isEqualTo(new Rating(Severity.LOW, type));
    }

    @ParameterizedTest
    @CsvSource({"Ubuntu, negligible, NEGLIGIBLE", "Ubuntu, medium, MEDIUM"})
    void distributionsWordMayStandWhereVectorsDo(String type, String word, Severity expected) {
        assertThat(rating(vector(type, word) + ",", "")).isEqualTo(new Rating(expected, type));
    }
}
