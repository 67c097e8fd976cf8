package dev.slipway.builder.tag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1.1.9, 1.2.0, true",
        "1.1, 1.1.9, 1.2.0, false",
        "1, 1.2.0, 1.1.9, false",
        "1, 1.10.0, 1.9.0, false",
        "1, 1.9.0, 1.10.0, true",
        "1.2, 1.2.3, 1.2.10, true",
        "1, 1.2.0, 1.2.0, false",
        "1, 1.2.0, 1.3.0-rc.1, false",
        "1, 1.2.0, 2.0.0, false",
        "1, 1.2.0, sha-0123456789ab, false",
        "1, 1.2.0, 1.3, false",
        "1, 1.2.0, 1.2.1_linux, true",
        "main, sha-0123456789ab, 9.9.9, false",
    })
    void tellsWhetherANewerReleaseHasTheTag(String line, String own, String present, boolean wanted) {
        assertThat(Versions.overtaken(line, List.of(own), List.of(present, "latest")))
                .isEqualTo(wanted);
    }
}
