package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final OciDigest CONFIG = OciDigest.of(bytes("config"));
    private static final OciDigest LAYER = OciDigest.of(bytes("layer"));

    /** Odd blanks on purpose: they are part of the digest. */
    private static final String IMAGE = """
            { "schemaVersion":2,   "config":{"mediaType":"c","digest":"%s","size":6},
             "layers":[{"mediaType":"l","digest":"%s","size":5, "annotations":{}}] }
            """.formatted(CONFIG, LAYER);

    @Test
    void keepsItsBytesAndReadsWhatTheyName() throws Exception {
        var manifest = Manifest.of(bytes(IMAGE), MediaTypes.OCI_MANIFEST);

        assertThat(manifest.bytes()).isEqualTo(bytes(IMAGE));
        assertThat(manifest.digest()).isEqualTo(OciDigest.of(bytes(IMAGE)));
        assertThat(manifest.config()).contains(new Descriptor("c", CONFIG, 6));
        assertThat(manifest.layers()).containsExactly(new Descriptor("l", LAYER, 5));
        assertThat(manifest.manifests()).isEmpty();
        assertThat(manifest.isIndex()).isFalse();
    }

    @Test
    void indexNamesManifestsAndHasNoConfig() throws Exception {
        var index = Manifest.of(
                bytes("{\"manifests\":[{\"mediaType\":\"m\",\"digest\":\"%s\",\"size\":7}]}".formatted(LAYER)),
                MediaTypes.DOCKER_INDEX);

        assertThat(index.isIndex()).isTrue();
        assertThat(index.config()).isEmpty();
        assertThat(index.layers()).isEmpty();
        assertThat(index.manifests()).containsExactly(new Descriptor("m", LAYER, 7));
    }

    @Test
    void cannotBeChangedThroughItsBytes() {
        var given = bytes(IMAGE);
        var manifest = Manifest.of(given, MediaTypes.OCI_MANIFEST);

        given[0] = 'x';
        manifest.bytes()[0] = 'y';

        assertThat(manifest.bytes()).isEqualTo(bytes(IMAGE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "",
                "{\"config\":{\"mediaType\":\"c\",\"size\":1}}",
                "{\"config\":{\"mediaType\":\"c\",\"digest\":\"sha256:12\",\"size\":1}}",
                "{\"config\":{\"mediaType\":\"c\",\"digest\":"
                        + "\"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}}",
                "{\"config\":{\"mediaType\":\"c\",\"size\":-1,\"digest\":"
                        + "\"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}}"
            })
    void saysWhenItCannotBeRead(String text) {
        var manifest = Manifest.of(bytes(text), MediaTypes.OCI_MANIFEST);

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(manifest::config)
                .withMessageContaining(manifest.digest().value());
    }

    @Test
    void mediaTypeComesFromHeaderThenDocumentThenShape() throws Exception {
        var named = bytes(IMAGE.replace("\"schemaVersion\":2", "\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\""));

        assertThat(Manifest.received(bytes(IMAGE), MediaTypes.OCI_MANIFEST + "; charset=utf-8")
                        .mediaType())
                .isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(Manifest.received(named, "application/json").mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(Manifest.received(bytes(IMAGE), null).mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(Manifest.received(bytes("{\"manifests\":[]}"), "text/plain").mediaType())
                .isEqualTo(MediaTypes.OCI_INDEX);
    }

    @Test
    void refusesDocumentsOfTwoKinds() {
        var both = bytes("{\"manifests\":[],\"layers\":[]}");
        var misnamed = bytes("{\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[]}");

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> Manifest.received(both, MediaTypes.OCI_INDEX));
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> Manifest.received(misnamed, MediaTypes.OCI_MANIFEST))
                .withMessageContaining(MediaTypes.OCI_INDEX);
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> Manifest.received(bytes("{}"), "application/json"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
