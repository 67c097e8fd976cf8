package dev.slipway.scanner.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.PackageKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The advisories that the demo works with. */
class ExampleAdvisoriesTest {
    private static final Path EXAMPLES = Path.of("../examples/advisories");

    @ParameterizedTest
    @CsvSource({
        "2.14.1, 2.15.0", "2.13.0, 2.15.0", "2.12.1, 2.12.2", "2.0-beta9, 2.3.1", "2.3, 2.3.1",
        "2.15.0, ", "2.12.2, ", "2.3.1, ", "2.0-beta8, ", "1.2.17, "
    })
    void log4shellIsCriticalInTheVersionsThatHaveIt(String version, String fixed) throws Exception {
        AdvisoryImport read = AdvisoryFolder.read(EXAMPLES);
        String name = "org.apache.logging.log4j:log4j-core";
        InstalledPackage log4j = new InstalledPackage(
                PackageKind.MAVEN, name, version, name, version, "", new Digest("sha256:" + "1".repeat(64)), "a.jar");

        Matches matches = Matcher.match(new Inventory(null, List.of(log4j), List.of()), read.snapshot());

        assertThat(read.rejected()).isEmpty();
        assertThat(matches.unmatched()).isEmpty();
        if (fixed == null) {
            assertThat(matches.findings()).isEmpty();
        } else {
            assertThat(matches.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.aliases()).contains("CVE-2021-44228");
                assertThat(finding.fixedIn()).isEqualTo(fixed);
                assertThat(finding.rating()).isEqualTo(new Rating(Severity.CRITICAL, "CVSS_V3"));
            });
        }
    }
}
