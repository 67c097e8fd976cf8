package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRulesTest {
    private static final String A = "aB3d";

    /** Made here piece by piece, so that no tool takes this file for a leak. */
    static Stream<Arguments> secrets() {
        return Stream.of(
                Arguments.of("private-key", key("RSA PRIVATE")),
                Arguments.of("private-key", key("PRIVATE")),
                Arguments.of("private-key", key("OPENSSH PRIVATE")),
                Arguments.of("aws-access-key-id", "AKIA" + "ABCD2345".repeat(2)),
                Arguments.of("aws-secret-access-key", "aws_secret_access_key = " + A.repeat(10)),
                Arguments.of("github-token", "ghp_" + A.repeat(9)),
                Arguments.of("github-fine-grained-token", "github_pat_" + A.repeat(5) + "xx_" + A.repeat(14) + "xyz"),
                Arguments.of("gitlab-token", "glpat-" + A.repeat(5)),
                Arguments.of("slack-token", "xoxb-" + "1234567890-1234567890-" + A.repeat(6)),
                Arguments.of("slack-webhook", "https://hooks.slack.com/services/T0ABCDEF/B0ABCDEF/" + A.repeat(6)),
                Arguments.of("stripe-key", "sk_live_" + A.repeat(6)),
                Arguments.of("npm-token", "npm_" + A.repeat(9)),
                Arguments.of("npm-auth", "//registry.test/:_authToken=" + A.repeat(6)),
                Arguments.of("pypi-token", "pypi-" + "AgEIcHlwaS5vcmc" + A.repeat(15)),
                Arguments.of("google-api-key", "AIza" + A.repeat(8) + "xyz"),
                Arguments.of("google-oauth-secret", "GOCSPX-" + A.repeat(7)),
                Arguments.of("jwt", "eyJ" + A.repeat(4) + ".eyJ" + A.repeat(4) + "." + A.repeat(8)),
                Arguments.of("sendgrid-key", "SG." + A.repeat(5) + "xx." + A.repeat(10) + "xyz"),
                Arguments.of("url-password", "postgres://app:" + "s3cr3tpw" + "@db/shop"));
    }

    private static String key(String kind) {
        return "-----BEGIN " + kind + " KEY-----\n" + (A.repeat(16) + "\n").repeat(4) + "-----END " + kind
                + " KEY-----\n";
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void findsEachKindOnceAndKeepsNoValue(String rule, String text) {
        List<Secret> found = SecretRules.inFile("app/x", ("a line\n" + text + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(found).singleElement().satisfies(secret -> {
            assertThat(secret.rule()).isEqualTo(rule);
            assertThat(secret.place()).isEqualTo("line 2");
            assertThat(secret.masked()).hasSizeLessThan(8).endsWith("***");
            assertThat(secret.sha256()).matches("[0-9a-f]{64}");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----",
                "AKIAIOSFODNN7",
                "ghp_short",
                "npm_config_cache=/x",
                "eyJhbGciOiJIUzI1NiJ9.not.signed",
                "postgres://user:${PASSWORD}@db/shop",
                "postgres://db/shop",
                "xox",
                "https://user@example.test/"
            })
    void leavesAloneWhatOnlyLooksLikeOne(String text) {
        assertThat(SecretRules.inFile("app/x", text.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void hostileTextEndsInTimeAndBinariesAreLeftAlone() {
        String text = ("-----BEGIN PRIVATE KEY-----\n" + "A".repeat(30) + "eyJ".repeat(20) + " AKIA gh npm_ ://a:")
                .repeat(8_000);
        assertTimeout(Duration.ofSeconds(60), () -> SecretRules.inFile("app/x", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(SecretRules.inFile("app/x", ("\0ghp_" + A.repeat(9)).getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
