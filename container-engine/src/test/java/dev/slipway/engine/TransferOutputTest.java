package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferOutputTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final TransferOutput output = new TransferOutput();

    private void line(String json) {
        try {
            output.accept(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsTheDigestOfARecordedPush() {
        Recorded.play("push-graphdriver.jsonl", output::accept);

        assertThat(output.error()).isEmpty();
        assertThat(output.digest())
                .contains(new ImageDigest("sha256:7b27d8efdc6754018b875a2f7c2a32dccd1c9f49a2c98696f80dacc163e54ef6"));
    }

    @Test
    void readsTheErrorOfARecordedPush() {
        Recorded.play("push-refused.jsonl", output::accept);

        assertThat(output.error()).contains("connection refused");
        assertThat(output.digest()).isEmpty();
        assertThat(RegistryTrouble.worthRetrying(output.error())).isTrue();
    }

    @Test
    void readsTheDigestFromTheStatusLineAlone() {
        line("{\"status\":\"Pushed\",\"id\":\"f2c32e7f0244\"}");
        line("{\"status\":\"v1: digest: %s size: 528\"}".formatted(DIGEST));
        line("{\"aux\":{\"manifestPushedInsteadOfIndex\":true}}");

        assertThat(output.digest()).contains(new ImageDigest(DIGEST));
    }

    @Test
    void doesNotTakeOtherStatusLinesForADigest() {
        line("{\"status\":\"Digest: %s\"}".formatted(DIGEST));
        line("{\"status\":\"v1: digest: sha256:short size: 528\"}");

        assertThat(output.digest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unauthorized: authentication required",
                "denied: requested access to the resource is denied",
                "no basic auth credentials",
                "manifest for x not found: manifest unknown: manifest unknown",
                "tls: failed to verify certificate: x509: certificate signed by unknown authority",
                "Get \"https://r/v2/\": http: server gave HTTP response to HTTPS client"
            })
    void knowsWhatDoesNotPass(String reason) {
        assertThat(RegistryTrouble.worthRetrying(reason)).isFalse();
    }

    @Test
    void aBuildIsWorthRetryingOnlyWhereItFetchedAnImage() {
        var down = "failed to do request: Head \"http://r/v2/\": dial tcp 127.0.0.1:1: connect: connection refused";

        assertThat(RegistryTrouble.passing("[internal] load metadata for r/x:1", down))
                .isTrue();
        assertThat(RegistryTrouble.passing("FROM r/x:1", down)).isTrue();
        assertThat(RegistryTrouble.passing("[1/3] FROM r/x:1", down)).isTrue();
        assertThat(RegistryTrouble.passing("[2/3] RUN wget http://r", down)).isFalse();
        assertThat(RegistryTrouble.passing("FROM r/x:1", "pull access denied, repository does not exist"))
                .isFalse();
    }
}
