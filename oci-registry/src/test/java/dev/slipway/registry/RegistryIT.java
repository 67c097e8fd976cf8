package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real registry; skopeo judges what others make of our images, and we read what it wrote. */
@Timeout(120)
class RegistryIT {
    private static RegistryProcess registry;

    private RegistryClient client;

    @BeforeAll
    static void startRegistry(@TempDir Path folder) throws IOException {
        Programs.require(RegistryProcess.BINARY);
        registry = new RegistryProcess(folder, "");
    }

    @AfterAll
    static void stopRegistry() {
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void connect() {
        client = new RegistryClient(RegistryOptions.defaults().withPlainHttpOnLoopback());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void answersAPing() throws Exception {
        client.ping(registry.host());
    }

    @Test
    void tellsHowToReachARegistryWithoutTls() {
        try (var strict = new RegistryClient(RegistryOptions.defaults())) {
            assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                    .isThrownBy(() -> strict.ping(registry.host()))
                    .withMessageContaining("https://")
                    .withMessageContaining("plain HTTP hosts");
        }
    }

    @Test
    void readsAnImageThatSkopeoPushed(@TempDir Path layout) throws Exception {
        Programs.require("skopeo");
        var image = TinyImage.saying("pushed by skopeo");
        var repository = registry.repository("from/skopeo");
        image.writeLayout(layout, "v1");
        skopeo(
                "copy",
                "--preserve-digests",
                "--dest-tls-verify=false",
                "oci:" + layout + ":v1",
                "docker://" + repository + ":v1");

        assertThat(client.resolve(repository, "v1")).contains(image.digest());
        var manifest = client.manifest(repository, "v1");

        assertThat(manifest).isEqualTo(image.document()).isEqualTo(client.manifest(repository, image.digest()));
        assertThat(read(repository, manifest.config().orElseThrow())).isEqualTo(image.config());
        assertThat(read(repository, manifest.layers().getFirst())).isEqualTo(image.layer());
        assertThat(client.tags(repository)).containsExactly("v1");
    }

    @Test
    void attachesDocumentsToAnImageOnceAndKeepsWhatOthersListed() throws Exception {
        var image = TinyImage.saying("with documents");
        var repository = registry.repository("with/documents");
        image.push(client, repository);
        var sbom = new Attachment(
                "application/vnd.cyclonedx+json", "{1}".getBytes(StandardCharsets.UTF_8), Map.of("a", "b"));
        var report = new Attachment("application/vnd.example.report", "{2}".getBytes(StandardCharsets.UTF_8), Map.of());

        var first = client.attach(repository, image.digest(), List.of(sbom));
        var second = client.attach(repository, image.digest(), List.of(sbom, report));
        var again = client.attach(repository, image.digest(), List.of(sbom, report));

        assertThat(again).isEqualTo(second);
        assertThat(second.referrers()).startsWith(first.referrers().getFirst());
        assertThat(client.referrers(repository, image.digest()))
                .extracting(Referrers.Referrer::artifactType)
                .containsExactly("application/vnd.cyclonedx+json", "application/vnd.example.report");
        var manifest = client.manifest(repository, second.referrers().getLast());
        assertThat(read(repository, manifest.layers().getFirst())).isEqualTo(report.content());
        assertThat(client.referrers(repository, second.referrers().getLast())).isEmpty();
    }

    @Test
    void skopeoReadsAnImageThatWePushedAndMounted(@TempDir Path copy) throws Exception {
        Programs.require("skopeo");
        var image = TinyImage.saying("pushed by slipway");
        var source = registry.repository("shop/dev");
        var target = registry.repository("shop/prod");
        image.push(client, source);

        var manifest = client.manifest(source, image.digest());
        assertThat(client.blobExists(target, OciDigest.of(image.layer()))).isFalse();
        assertThat(client.mountBlob(target, manifest.layers().getFirst().digest(), source))
                .isTrue();
        assertThat(client.mountBlob(target, manifest.config().orElseThrow().digest(), source))
                .isTrue();
        assertThat(client.blobExists(target, OciDigest.of(image.layer()))).isTrue();
        client.putManifest(target, manifest);
        client.tag(target, manifest.digest(), "live", TagRule.MOVABLE);

        assertThat(skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + target + ":live"))
                .isEqualTo(image.manifest());
        skopeo(
                "copy",
                "--preserve-digests",
                "--src-tls-verify=false",
                "docker://" + target + "@" + image.digest(),
                "oci:" + copy + ":x");
        assertThat(copy.resolve("blobs/sha256").resolve(image.digest().hex())).hasBinaryContent(image.manifest());
        assertThat(copy.resolve("blobs/sha256")
                        .resolve(OciDigest.of(image.layer()).hex()))
                .hasBinaryContent(image.layer());
    }

    @Test
    void keepsAnIndexByteForByte() throws Exception {
        var image = TinyImage.saying("one of several");
        var repository = registry.repository("shop/index");
        image.push(client, repository);
        var index = Manifest.of(
                """
                {"schemaVersion":2,    "mediaType":"%s","manifests":[
                  {"mediaType":"%s","digest":"%s","size":%d,"platform":{"architecture":"amd64","os":"linux"}}]}
                """.formatted(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, image.digest(), image.manifest().length)
                        .getBytes(StandardCharsets.UTF_8),
                MediaTypes.OCI_INDEX);

        client.putManifest(repository, "multi", index);

        var readBack = client.manifest(repository, "multi");
        assertThat(readBack).isEqualTo(index);
        assertThat(readBack.isIndex()).isTrue();
        assertThat(readBack.manifests()).containsExactly(image.document().descriptor());
    }

    @Test
    void movesATagOnlyWhereItMay() throws Exception {
        var first = TinyImage.saying("first");
        var second = TinyImage.saying("second");
        var repository = registry.repository("shop/tags");
        first.push(client, repository);
        second.push(client, repository);

        client.tag(repository, first.digest(), "1.0.0", TagRule.IMMUTABLE);
        client.tag(repository, first.digest(), "1.0.0", TagRule.IMMUTABLE);

        assertThatExceptionOfType(RegistryFailure.TagTaken.class)
                .isThrownBy(() -> client.tag(repository, second.digest(), "1.0.0", TagRule.IMMUTABLE))
                .withMessageContaining(first.digest().value())
                .withMessageContaining(second.digest().value());
        assertThat(client.resolve(repository, "1.0.0")).contains(first.digest());

        client.tag(repository, second.digest(), "1.0.0", TagRule.MOVABLE);
        assertThat(client.resolve(repository, "1.0.0")).contains(second.digest());
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        var image = TinyImage.saying("never pushed");
        var repository = registry.repository("shop/missing");

        assertThat(client.resolve(repository, "v1")).isEmpty();
        assertThat(client.blobExists(repository, OciDigest.of(image.layer()))).isFalse();
        assertThat(client.mountBlob(repository, OciDigest.of(image.layer()), registry.repository("shop/other")))
                .isFalse();
        assertThatExceptionOfType(RegistryFailure.NotFound.class)
                .isThrownBy(() -> client.manifest(repository, image.digest()));
        assertThatExceptionOfType(RegistryFailure.NotFound.class).isThrownBy(() -> client.tags(repository));
        assertThatExceptionOfType(RegistryFailure.Refused.class)
                .isThrownBy(() -> client.putManifest(repository, image.document()))
                .satisfies(e -> assertThat(e.codes()).contains("MANIFEST_BLOB_UNKNOWN"));
        assertThatExceptionOfType(RegistryFailure.NotFound.class)
                .isThrownBy(() -> client.tag(repository, image.digest(), "v1", TagRule.MOVABLE));
    }

    @Test
    void streamsALargeBlobFromOneRepositoryToAnother() throws Exception {
        var content = new byte[48 * 1024 * 1024];
        new Random(1).nextBytes(content);
        var source = registry.repository("large/one");
        var target = registry.repository("large/two");
        var blob = new Descriptor("application/octet-stream", client.putBlob(source, content), content.length);

        client.putBlob(target, blob.digest(), blob.size(), () -> client.blob(source, blob));

        assertThat(read(target, blob)).isEqualTo(content);
    }

    @Test
    void takesAnEmptyBlob() throws Exception {
        var repository = registry.repository("shop/empty");
        var digest = client.putBlob(repository, new byte[0]);

        assertThat(read(repository, new Descriptor("application/octet-stream", digest, 0)))
                .isEmpty();
    }

    @Test
    void refusesAnUploadFromTheWrongBytes() throws Exception {
        var repository = registry.repository("shop/wrong");
        var wanted = OciDigest.of(new byte[1000]);

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> client.putBlob(repository, wanted, 1000, () -> new ByteArrayInputStream(noise())));
        assertThat(client.blobExists(repository, wanted)).isFalse();
        assertThat(client.blobExists(repository, OciDigest.of(noise()))).isFalse();
    }

    @Test
    void noticesADamagedDisk() throws Exception {
        var image = TinyImage.saying("soon damaged");
        var repository = registry.repository("shop/damaged");
        image.push(client, repository);
        damage(registry.file(OciDigest.of(image.layer())));
        damage(registry.file(image.digest()));

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> read(repository, image.document().layers().getFirst()))
                .withMessageContaining(OciDigest.of(image.layer()).value());
        assertThatExceptionOfType(RegistryFailure.class).isThrownBy(() -> client.manifest(repository, image.digest()));
    }

    private static void damage(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    private static byte[] noise() {
        var bytes = new byte[1000];
        new Random(2).nextBytes(bytes);
        return bytes;
    }

    private byte[] read(Repository repository, Descriptor blob) throws IOException {
        try (InputStream stream = client.blob(repository, blob)) {
            return stream.readAllBytes();
        }
    }

    private static byte[] skopeo(String command, String... arguments) throws Exception {
        var line = new String[arguments.length + 3];
        line[0] = "skopeo";
        line[1] = "--insecure-policy";
        line[2] = command;
        System.arraycopy(arguments, 0, line, 3, arguments.length);
        return Programs.run(line);
    }
}
