package dev.slipway.scanner.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.advisory.Unmatched.Reason;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.inventory.PackageKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatcherTest {
    private static final Digest LAYER = new Digest("sha256:" + "1".repeat(64));
    private static final OsRelease BOOKWORM = new OsRelease("debian", "12", "bookworm", null);

    private static InstalledPackage installed(String name, String version, String source, String sourceVersion) {
        return new InstalledPackage(
                PackageKind.DEB, name, version, source, sourceVersion, "amd64", LAYER, "var/lib/dpkg/status");
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
                .isEqualTo(Reason.NO_ADVISORIES);
        assertThat(reason(image(new OsRelease("debian", "13", null, null), libssl), snapshot))
                .isEqualTo(Reason.NO_ADVISORIES);
    }

    private static InstalledPackage application(PackageKind kind, String name, String version) {
        return new InstalledPackage(kind, name, version, name, version, "", LAYER, "app/" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "MAVEN, Maven, org.apache.logging.log4j:log4j-core, 2.14.1, 2.15.0, true",
        "MAVEN, Maven, org.apache.logging.log4j:log4j-core, 2.17.1, 2.15.0, false",
        "NPM, npm, left-pad, 1.3.0-rc.1, 1.3.0, true",
        "NPM, npm, @scope/a, 1.10.0, 1.9.0, false",
        "PYPI, PyPI, django, 4.2rc1, 4.2, true",
        "GO, Go, stdlib, 1.22.3, 1.22.4, true",
        "GO, Go, github.com/a/b, v1.2.3, 1.2.3, false"
    })
    void matchesApplicationPackagesWhateverTheDistribution(
            PackageKind kind, String ecosystem, String name, String version, String fixed, boolean affected) {
        AdvisorySnapshot snapshot = Records.snapshot(Records.record(
                "A-1",
                "",
                Records.affected(
                        ecosystem, name, "{\"introduced\": \"0\"}, {\"fixed\": \"%s\"}".formatted(fixed), "")));
        Matches matches = Matcher.match(image(null, application(kind, name, version)), snapshot);
        assertThat(advisories(matches)).isEqualTo(affected ? List.of("A-1") : List.of());
        assertThat(matches.unmatched()).isEmpty();
        if (affected) {
            assertThat(matches.findings().getFirst().fixedIn()).isEqualTo(fixed);
        }
    }

    @Test
    void matchesAlpineByOriginAndBranch() {
        AdvisorySnapshot snapshot = Records.snapshot(Records.record(
                "ALPINE-1",
                "",
                Records.affected("Alpine:v3.19", "openssl", "{\"introduced\": \"0\"}, {\"fixed\": \"3.1.4-r6\"}", "")));
        InstalledPackage libcrypto = new InstalledPackage(
                PackageKind.APK,
                "libcrypto3",
                "3.1.4-r5",
                "openssl",
                "3.1.4-r5",
                "x86_64",
                LAYER,
                "lib/apk/db/installed");
        assertThat(advisories(Matcher.match(image(new OsRelease("alpine", "3.19.1", null, null), libcrypto), snapshot)))
                .containsExactly("ALPINE-1");
        assertThat(reason(image(new OsRelease("alpine", "3.20.1", null, null), libcrypto), snapshot))
                .isEqualTo(Reason.NO_ADVISORIES);
        assertThat(reason(image(new OsRelease("alpine", "3.21.0_alpha1", null, null), libcrypto), snapshot))
                .isEqualTo(Reason.UNKNOWN_RELEASE);
    }

    @Test
    void packageWithoutAdvisoriesOrNameIsNeverClean() {
        AdvisorySnapshot snapshot = Records.snapshot(Records.fixed("DSA-1", "openssl", "3.0.9-1"));
        assertThat(reason(image(null, application(PackageKind.NPM, "left-pad", "1.0.0")), snapshot))
                .isEqualTo(Reason.NO_ADVISORIES);
        assertThat(reason(image(null, application(PackageKind.MAVEN, "nameless", "1.0")), snapshot))
                .isEqualTo(Reason.NOT_IDENTIFIED);
    }

    @Test
    void storedFormOfARecordMatchesAsTheRecordDoes() {
        InstalledPackage libssl = installed("libssl3", "3.0.8-1", "openssl", "3.0.8-1");
        String json = Records.fixed("DSA-1", "openssl", "3.0.9-1");
        AdvisorySnapshot snapshot = Records.snapshot(json);
        List<AdvisorySnapshot.Entry> entries = AdvisoryBody.of(Records.read(json)).values().stream()
                .flatMap(packages -> packages.values().stream())
                .flatMap(body -> AdvisoryBody.entries("DSA-1", body).stream())
                .toList();
        AdvisorySnapshot stored = AdvisorySnapshot.excerpt(snapshot.id(), snapshot.ecosystems(), entries);
        assertThat(Matcher.match(image(BOOKWORM, libssl), stored))
                .isEqualTo(Matcher.match(image(BOOKWORM, libssl), snapshot));
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
