package dev.slipway.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesTest {
    @ParameterizedTest
    @CsvSource({
        "pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=debian-12, pkg:deb/debian/curl",
        "pkg:npm/%40angular/core@17.0.0, pkg:npm/%40angular/core",
        "pkg:npm/@angular/core, pkg:npm/@angular/core",
        "pkg:golang/github.com/a/b@v1.2.3#sub/path, pkg:golang/github.com/a/b",
        "pkg:generic/busybox, pkg:generic/busybox"
    })
    void aPackageIsTheSameInAnotherVersion(String purl, String expected) {
        assertThat(Changes.withoutVersion(purl)).isEqualTo(expected);
    }
}
