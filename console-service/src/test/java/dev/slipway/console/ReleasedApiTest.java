package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No client that was built for a release is broken by what came after it. Run with {@code -Dslipway.release.freeze=1.1} to
 * keep the API of now as that of a release.
 */
class ReleasedApiTest {
    @BeforeAll
    static void freezes() throws IOException {
        String version = System.getProperty("slipway.release.freeze");
        if (version != null) {
            new ReleasedApi(version).freeze();
        }
    }

    static List<ReleasedApi> releases() {
        return ReleasedApi.all();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void servesEveryClientOfARelease(ReleasedApi release) {
        assertThat(ApiCompatibility.breaks(release.description(), ReleasedApi.now()))
                .as("a release promised otherwise: add beside what is there, or make a /v2")
                .isEmpty();
    }

    @Test
    void thereIsAReleaseAndItIsWhole() {
        assertThat(releases()).isNotEmpty().allSatisfy(release -> {
            JsonNode paths = release.description().path("paths");
            assertThat(paths.size()).isGreaterThan(30);
            assertThat(paths.has("/v1/builds")).isTrue();
        });
    }
}
