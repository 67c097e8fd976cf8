package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The API's description that is kept is that of the API there is. */
class ApiDescriptionIT {
    private static final Path MADE = Path.of("target", "openapi", "openapi.yaml");
    private static final Path KEPT = Path.of("..", "docs", "openapi.yaml");

    @Test
    void isCurrent() throws IOException {
        assertThat(Files.readString(KEPT))
                .as("docs/openapi.yaml; if the API is meant to change: cp console-service/%s docs/openapi.yaml", MADE)
                .isEqualTo(Files.readString(MADE));
    }

    @Test
    void describesNoPages() throws IOException {
        assertThat(Files.readString(MADE))
                .contains("/v1/pipelines:", "/v1/artifacts/{digest}/approve:")
                .doesNotContain("/login", "/confirm");
    }
}
