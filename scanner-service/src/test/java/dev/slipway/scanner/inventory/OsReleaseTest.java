package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OsReleaseTest {
    @Test
    void readsQuotesAndEscapesAsAShellDoes() {
        OsRelease release = OsRelease.parse(List.of(
                "# a comment", "", "ID='Debian'", "VERSION_ID=\"1\\\"2\"", "PRETTY_NAME=a\\ b", "VERSION_CODENAME="));
        assertThat(release).isEqualTo(new OsRelease("debian", "1\"2", null, "a b"));
    }

    @Test
    void rollingReleaseHasNoVersion() {
        assertThat(OsRelease.parse(List.of("ID=debian")).versionId()).isNull();
    }

    @Test
    void withoutIdItIsLinux() {
        assertThat(OsRelease.parse(List.of("NAME=x", "=", "ID")).id()).isEqualTo("linux");
    }
}
