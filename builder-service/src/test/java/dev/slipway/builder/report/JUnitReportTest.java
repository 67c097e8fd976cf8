package dev.slipway.builder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JUnitReportTest {
    private static JUnitReport read(String xml) throws MalformedReport {
        return JUnitReport.read(xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void countsCasesAndNamesThoseThatFailed() throws MalformedReport {
        JUnitReport report = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites tests="99" failures="0">
                  <testsuite name="a" tests="3">
                    <properties><property name="skipped" value="1"/></properties>
                    <testcase classname="shop.PriceTest" name="rounds"><failure message="1 != 2">at …</failure></testcase>
                    <testcase classname="shop.PriceTest" name="adds"/>
                    <testsuite name="inner"><testcase name="left"><skipped/></testcase></testsuite>
                  </testsuite>
                  <testsuite name="b"><testcase name="breaks"><error/><failure/></testcase></testsuite>
                </testsuites>
                """);

        assertThat(report).isEqualTo(new JUnitReport(4, 2, 1, List.of("shop.PriceTest.rounds", "breaks")));
    }

    @Test
    void takesASingleSuiteAsItsRoot() throws MalformedReport {
        assertThat(read("<testsuite><testcase name='x'><system-out><failure/></system-out></testcase></testsuite>"))
                .isEqualTo(new JUnitReport(1, 0, 0, List.of()));
    }

    @Test
    void namesTheFirstFewAndShortly() throws MalformedReport {
        String one = "<testcase name='" + "n".repeat(1_000) + "'><failure/></testcase>";

        JUnitReport report = read("<testsuite>" + one.repeat(500) + "</testsuite>");

        assertThat(report.failures()).isEqualTo(500);
        assertThat(report.failed()).hasSize(10).allMatch(name -> name.length() <= 151);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<testsuite/> | no test case",
                "<html><body/></html> | its root is <html>",
                "not xml | not well-formed",
                "<testsuite><testcase name='x'></testsuite> | not well-formed",
                "'' | not well-formed",
            })
    void refusesWhatIsNoReport(String xml, String because) {
        assertThatExceptionOfType(MalformedReport.class)
                .isThrownBy(() -> read(xml))
                .withMessageContaining(because);
    }

    @Test
    void neverReadsAnotherFile(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "<failure/>");
        String xml =
                "<!DOCTYPE testsuite [<!ENTITY x SYSTEM '%s'>]><testsuite><testcase name='a'>&x;</testcase></testsuite>"
                        .formatted(secret.toUri());

        assertThatExceptionOfType(MalformedReport.class)
                .isThrownBy(() -> read(xml))
                .withMessageContaining("document type");
        assertThatExceptionOfType(MalformedReport.class)
                .isThrownBy(() -> read("<!DOCTYPE t SYSTEM '%s'><testsuite/>".formatted(secret.toUri())))
                .withMessageContaining("document type");
    }

    @Test
    void neverExpandsEntities() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE t [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 12; i++) {
            laughs.append(
                    "<!ENTITY l%d '%s'>".formatted(i, "&l%d;".formatted(i - 1).repeat(10)));
        }
        laughs.append("]><testsuite><testcase name='&l11;'/></testsuite>");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatExceptionOfType(MalformedReport.class).isThrownBy(() -> read(laughs.toString())));
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        assertThatExceptionOfType(MalformedReport.class)
                .isThrownBy(() -> read("<testsuite>".repeat(100_000)))
                .withMessageContaining("nested");
    }
}
