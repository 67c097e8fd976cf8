package dev.slipway.scanner.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.advisory.Unmatched.Reason;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.OsRelease;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatcherTest {
    private static final Digest LAYER = new Digest("sha256:" + "1".repeat(64));
    private static final OsRelease BOOKWORM = new OsRelease("debian", "12", "bookworm", null);

    private static InstalledPackage installed(String name, String version, String source, String sourceVersion) {
        return new InstalledPackage(name, version, source, sourceVersion, "amd64", LAYER, "var/lib/dpkg/status");
    }

    private static Inventory image(@Nullable OsRelease os, InstalledPackage... packages) {
        return new Inventory(os, List.of(packages), List.of());
    }

    private static Inventory openssl(String version) {
        return image(BOOKWORM, installed("libssl3", version, "openssl", version));
    }

    private static List<String> advisories(Matches matches) {
        return matches.findings().stream().map(Finding::advisory).toList();
    }

    @Test
    void findsBinaryPackageByItsSourceAndReleaseAndSaysTheFix() {
        AdvisorySnapshot snapshot = Records.snapshot(Records.record(
                "DSA-1",
                "\"upstream\": [\"CVE-2026-1\"],",
                Records.affected(
                        "Debian:12",
                        "openssl",
                        "{\"introduced\": \"0\"}, {\"fixed\": \"3.0.9-1\"}",
                        ", \"ecosystem_specific\": {\"urgency\": \"high\"}")));
        InstalledPackage libssl = installed("libssl3", "3.0.8-1+b1", "openssl", "3.0.8-1");

        Matches matches = Matcher.match(image(BOOKWORM, libssl), snapshot);

        assertThat(matches)
                .isEqualTo(new Matches(
                        snapshot.id(),
                        List.of(new Finding(
                                "DSA-1",
                                List.of("CVE-DSA-1", "CVE-2026-1"),
                                libssl,
                                "3.0.9-1",
                                new Rating(Severity.HIGH, "ecosystem_specific.urgency"))),
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource({"3.0.8-1, true", "3.0.9~rc1-1, true", "3.0.9-1, false", "3.0.10-1, false", "1:0.1-1, false"})
    void rangeEndsAtItsFix(String version, boolean affected) {
        Matches matches =
                Matcher.match(openssl(version), Records.snapshot(Records.fixed("DSA-1", "openssl", "3.0.9-1")));
        assertThat(!matches.findings().isEmpty()).isEqualTo(affected);
        assertThat(matches.unmatched()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1.0-1, false",
        "1.1-1, true",
        "1.5-1, true",
        "1.6-1, false",
        "2.0-1, true",
        "2.1-1, true",
        "2.2-1, false"
    })
    void rangeMayOpenAndCloseSeveralTimesInAnyOrderOfWriting(String version, boolean affected) {
        String events = "{\"introduced\": \"2.0-1\"}, {\"fixed\": \"1.6-1\"}, {\"introduced\": \"1.1-1\"},"
                + " {\"last_affected\": \"2.1-1\"}";
        AdvisorySnapshot snapshot =
                Records.snapshot(Records.record("DSA-1", "", Records.affected("Debian:12", "openssl", events, "")));
        assertThat(!Matcher.match(openssl(version), snapshot).findings().isEmpty())
                .isEqualTo(affected);
    }

    @Test
    void withoutAFixThereIsNoneToName() {
        AdvisorySnapshot snapshot = Records.snapshot(
                Records.record("DSA-1", "", Records.affected("Debian:12", "openssl", "{\"introduced\": \"0\"}", "")));
        assertThat(Matcher.match(openssl("3.0.8-1"), snapshot).findings())
                .singleElement()
                .extracting(Finding::fixedIn)
                .isNull();
    }

    @Test
    void listedVersionIsAffectedWithoutARange() {
        String affected =
                "{\"package\": {\"ecosystem\": \"Debian:12\", \"name\": \"openssl\"}, \"versions\": [\"3.0.8-1\"]}";
        AdvisorySnapshot snapshot = Records.snapshot(Records.record("DSA-1", "", affected));
        assertThat(Matcher.match(openssl("3.0.8-1"), snapshot).findings()).hasSize(1);
        assertThat(Matcher.match(openssl("3.0.8-2"), snapshot).findings()).isEmpty();
    }

    @Test
    void otherReleasesAndOtherNamesAreNotMixedUp() {
        String open = "{\"introduced\": \"0\"}";
        AdvisorySnapshot snapshot = Records.snapshot(
                Records.record("OTHER-RELEASE", "", Records.affected("Debian:11", "openssl", open, "")),
                Records.record("BINARY-NAME", "", Records.affected("Debian:12", "libssl3", open, "")),
                Records.record("OTHER-SYSTEM", "", Records.affected("Alpine:v3.20", "openssl", open, "")),
                Records.record("ANY-RELEASE", "", Records.affected("Debian", "openssl", open, "")));
        assertThat(advisories(Matcher.match(openssl("3.0.8-1"), snapshot))).containsExactly("ANY-RELEASE");
    }

    @Test
    void oneAdvisoryIsOneFindingPerPackageHoweverOftenItNamesIt() {
        String open = "{\"introduced\": \"0\"}";
        AdvisorySnapshot snapshot = Records.snapshot(Records.record(
                "DSA-1",
                "",
                Records.affected("Debian:12", "openssl", open, ""),
                Records.affected("Debian:12", "openssl", open, "")));
        Inventory two = image(
                BOOKWORM,
                installed("openssl", "3.0.8-1", "openssl", "3.0.8-1"),
                installed("libssl3", "3.0.8-1", "openssl", "3.0.8-1"));
        assertThat(Matcher.match(two, snapshot).findings())
                .extracting(finding -> finding.installed().name())
                .containsExactly("libssl3", "openssl");
    }

    @Test
    void saysWhyNothingCouldBeMatched() {
        AdvisorySnapshot snapshot = Records.snapshot(Records.fixed("DSA-1", "openssl", "3.0.9-1"));
        InstalledPackage libssl = installed("libssl3", "3.0.8-1", "openssl", "3.0.8-1");

        assertThat(reason(image(null, libssl), snapshot)).isEqualTo(Reason.UNKNOWN_RELEASE);
        assertThat(reason(image(new OsRelease("debian", null, "trixie", null), libssl), snapshot))
                .isEqualTo(Reason.UNKNOWN_RELEASE);
        assertThat(reason(image(new OsRelease("devuan", "5", null, null), libssl), snapshot))
                .isEqualTo(Reason.UNKNOWN_RELEASE);
        assertThat(reason(image(new OsRelease("ubuntu", "24.04", null, null), libssl), snapshot))
                .isEqualTo(Reason.NO_VERSION_ORDER);
        assertThat(reason(image(new OsRelease("debian", "13", null, null), libssl), snapshot))
                .isEqualTo(Reason.NO_ADVISORIES);
    }

    private static Reason reason(Inventory inventory, AdvisorySnapshot snapshot) {
        Matches matches = Matcher.match(inventory, snapshot);
        assertThat(matches.findings()).isEmpty();
        assertThat(matches.unmatched()).singleElement().satisfies(unmatched -> {
            assertThat(unmatched.packages()).isEqualTo(1);
            assertThat(unmatched.detail()).isNotBlank();
        });
        return matches.unmatched().getFirst().reason();
    }

    @Test
    void versionsThatCannotBeComparedAreCountedAndCostNoOtherFinding() {
        String onlyCommits = """
                {"package": {"ecosystem": "Debian:12", "name": "glibc"},
                 "ranges": [{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}]}""";
        AdvisorySnapshot snapshot = Records.snapshot(
                Records.fixed("DSA-1", "openssl", "3.0.9-1"), Records.record("DSA-2", "", onlyCommits));
        Inventory inventory = image(
                BOOKWORM,
                installed("libc6", "2.36-9", "glibc", "2.36-9"),
                installed("libssl3", "3.0.8-1", "openssl", "3.0.8-1"),
                installed("openssl", "no version", "openssl", "no version"));

        Matches matches = Matcher.match(inventory, snapshot);

        assertThat(advisories(matches)).containsExactly("DSA-1");
        assertThat(matches.unmatched()).singleElement().satisfies(unmatched -> {
            assertThat(unmatched.reason()).isEqualTo(Reason.NOT_COMPARABLE);
            assertThat(unmatched.packages()).isEqualTo(2);
        });
    }
}
