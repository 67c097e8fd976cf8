package dev.slipway.scanner.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.Gap;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.inventory.PackageKind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CycloneDxSbomTest {
    private static final Digest LAYER = new Digest("sha256:" + "1".repeat(64));
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00.987Z");
    private static final ScannedImage IMAGE =
            new ScannedImage("registry.example/shop/api", new Digest("sha256:" + "ab".repeat(32)));
    private static final Inventory DEBIAN = new Inventory(
            new OsRelease("debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)"),
            List.of(
                    installed("libgcc-s1", "12.2.0-14", "gcc-12", "12.2.0-13"),
                    installed("libstdc++6", "1:2.0~rc1+b1", "libstdc++6", "1:2.0~rc1+b1")),
            List.of(new Gap(Gap.Kind.UNREAD_DATABASE, LAYER, "lib/apk/db/installed", "not read")));

    private static InstalledPackage installed(String name, String version, String source, String sourceVersion) {
        return new InstalledPackage(
                PackageKind.DEB, name, version, source, sourceVersion, "amd64", LAYER, "var/lib/dpkg/status");
    }

    @Test
    void isTheGoldenDocument() throws Exception {
        try (InputStream golden =
                Objects.requireNonNull(getClass().getResourceAsStream("/sbom/debian.cdx.json"), "golden file")) {
            assertThat(new String(CycloneDxSbom.write(IMAGE, DEBIAN, AT), StandardCharsets.UTF_8))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).stripTrailing());
        }
    }

    @Test
    void passesTheStandardsOwnSchema() throws Exception {
        byte[] sbom = CycloneDxSbom.write(IMAGE, DEBIAN, AT);
        assertThat(new JsonParser().validate(sbom, Version.VERSION_16)).isEmpty();
        byte[] broken = new String(sbom, StandardCharsets.UTF_8)
                .replace("\"library\"", "\"no such type\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(new JsonParser().validate(broken, Version.VERSION_16))
                .as("the judge can say no")
                .isNotEmpty();
    }

    @Test
    void imageFromScratchHasADocumentToo() throws Exception {
        byte[] sbom = CycloneDxSbom.write(IMAGE, new Inventory(null, List.of(), List.of()), AT);
        assertThat(new JsonParser().validate(sbom, Version.VERSION_16)).isEmpty();
    }

    @Test
    void sameImageGivesTheSameBytesInEveryTimeZone() {
        byte[] here = CycloneDxSbom.write(IMAGE, DEBIAN, AT);
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            assertThat(CycloneDxSbom.write(IMAGE, DEBIAN, AT)).isEqualTo(here);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void serialFollowsTheImage() throws Exception {
        ScannedImage other = new ScannedImage(IMAGE.repository(), new Digest("sha256:" + "cd".repeat(32)));
        String ours = serial(CycloneDxSbom.write(IMAGE, DEBIAN, AT));
        assertThat(ours).isEqualTo(serial(CycloneDxSbom.write(IMAGE, DEBIAN, AT.plusSeconds(9))));
        assertThat(ours).isNotEqualTo(serial(CycloneDxSbom.write(other, DEBIAN, AT)));
    }

    @Test
    void equalPackagesOfTwoSourcesHaveTheirOwnReferences() throws Exception {
        Inventory twice = new Inventory(
                null, List.of(installed("a", "1", "one", "1"), installed("a", "1", "two", "1")), List.of());
        JsonNode components = new ObjectMapper()
                .readTree(CycloneDxSbom.write(IMAGE, twice, AT))
                .path("components");
        assertThat(components.findValuesAsText("bom-ref")).hasSize(2).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "MAVEN, org.apache.logging.log4j:log4j-core, 2.14.1, pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
        "NPM, @scope/name, 1.0.0, pkg:npm/%40scope/name@1.0.0",
        "NPM, left-pad, 1.3.0, pkg:npm/left-pad@1.3.0",
        "PYPI, django, 4.2, pkg:pypi/django@4.2",
        "GO, github.com/a/b, v1.2.3, pkg:golang/github.com/a/b@v1.2.3",
        "GO, stdlib, 1.22.3, pkg:golang/stdlib@1.22.3"
    })
    void namesPackagesOfEveryKind(PackageKind kind, String name, String version, String purl) throws Exception {
        InstalledPackage one = new InstalledPackage(kind, name, version, name, version, "", LAYER, "app/x");
        byte[] sbom = CycloneDxSbom.write(IMAGE, new Inventory(null, List.of(one), List.of()), AT);
        JsonNode component =
                new ObjectMapper().readTree(sbom).path("components").path(0);
        assertThat(component.path("purl").asText()).isEqualTo(purl).isEqualTo(CycloneDxSbom.packageUrl(one, null));
        assertThat(component.path("version").asText()).isEqualTo(version);
    }

    @Test
    void namesAlpinePackagesByTheirDistribution() {
        InstalledPackage musl = new InstalledPackage(
                PackageKind.APK, "musl", "1.2.4-r2", "musl", "1.2.4-r2", "x86_64", LAYER, "lib/apk/db/installed");
        assertThat(CycloneDxSbom.packageUrl(musl, new OsRelease("alpine", "3.19.1", null, null)))
                .isEqualTo("pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=alpine-3.19.1");
    }

    private static String serial(byte[] sbom) throws Exception {
        return new ObjectMapper().readTree(sbom).path("serialNumber").asText();
    }
}
