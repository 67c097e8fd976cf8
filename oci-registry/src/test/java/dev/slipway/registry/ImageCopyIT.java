package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies within a registry and between two, with skopeo as the judge of what arrived. */
@Timeout(180)
class ImageCopyIT {
    private static final Map<String, TagRule> LIVE = Map.of("live", TagRule.MOVABLE);
    private static RegistryProcess registry;
    private static RegistryProcess other;

    private RegistryClient client;

    @BeforeAll
    static void startRegistries(@TempDir Path folder) throws IOException {
        Programs.require(RegistryProcess.BINARY);
        registry = new RegistryProcess(Files.createDirectory(folder.resolve("one")), "");
        other = new RegistryProcess(Files.createDirectory(folder.resolve("two")), "");
    }

    @AfterAll
    static void stopRegistries() {
        for (RegistryProcess one : new RegistryProcess[] {registry, other}) {
            if (one != null) {
                one.close();
            }
        }
    }

    @BeforeEach
    void connect() {
        client = new RegistryClient(
                RegistryOptions.defaults().withPlainHttpOnLoopback(), new RetryPolicy(_ -> {}, () -> 0.5));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void movesNoByteOfABlobInsideOneRegistry() throws Exception {
        var image = TinyImage.saying("stays where it is");
        var source = registry.repository("same/dev");
        var target = registry.repository("same/prod");
        image.push(client, source);

        var copied = copy(source, image.digest(), target, LIVE);

        assertThat(copied).isEqualTo(new ImageCopy.Copied(1, 2, 0, 0));
        assertThat(raw(target + ":live")).isEqualTo(image.manifest());
        assertThat(copy(source, image.digest(), target, LIVE)).isEqualTo(new ImageCopy.Copied(1, 0, 0, 0));
    }

    @Test
    void carriesAllPlatformsOfAnIndexToAnotherRegistry(@TempDir Path layout) throws Exception {
        var source = registry.repository("index/dev");
        var target = other.repository("deep/index/prod");
        var amd64 = TinyImage.saying("amd64");
        var arm64 = TinyImage.saying("arm64");
        var index = index(source, amd64, arm64);

        var copied = copy(source, index.digest(), target, LIVE);

        assertThat(copied.manifests()).isEqualTo(3);
        assertThat(copied.blobsMounted()).isZero();
        assertThat(copied.blobsSent()).isEqualTo(4);
        assertThat(copied.bytesSent())
                .isEqualTo(amd64.layer().length + amd64.config().length + arm64.layer().length + arm64.config().length);
        assertThat(raw(target + ":live")).isEqualTo(index.bytes());
        assertThat(raw(target + "@" + amd64.digest())).isEqualTo(amd64.manifest());
        assertThat(raw(target + "@" + arm64.digest())).isEqualTo(arm64.manifest());
        skopeo(
                "copy",
                "--all",
                "--preserve-digests",
                "--src-tls-verify=false",
                "docker://" + target + ":live",
                "oci:" + layout + ":x");
        assertThat(layout.resolve("blobs/sha256")
                        .resolve(OciDigest.of(arm64.layer()).hex()))
                .hasBinaryContent(arm64.layer());
    }

    @Test
    void carriesWhatRefersToTheImageAndKeepsWhatTheTargetHas() throws Exception {
        var source = registry.repository("refer/dev");
        var target = other.repository("refer/prod");
        var image = TinyImage.saying("with evidence");
        image.push(client, source);
        image.push(client, target);
        var sbom = refer(source, image, "sbom");
        var signatureOfSbom = refer(source, sbom, "signature of the sbom");
        var atTarget = refer(target, image, "approval");
        var cosign = TinyImage.saying("cosign's own way");
        cosign.push(client, source);
        String sig = "sha256-%s.sig".formatted(image.digest().hex());
        client.putManifest(source, sig, cosign.document());

        copy(source, image.digest(), target, LIVE);

        assertThat(digests(client.referrers(target, image.digest())))
                .containsExactlyInAnyOrder(sbom.digest(), atTarget.digest());
        assertThat(digests(client.referrers(target, sbom.digest()))).containsExactly(signatureOfSbom.digest());
        assertThat(raw(target + "@" + sbom.digest())).isEqualTo(sbom.bytes());
        assertThat(raw(target + ":" + sig)).isEqualTo(cosign.manifest());
        assertThat(new String(raw(target + ":sha256-" + image.digest().hex()), StandardCharsets.UTF_8))
                .contains("\"artifactType\":\"application/example.sbom\"");
    }

    @Test
    void copiesNothingWhereAnImmutableTagNamesAnotherDigest() throws Exception {
        var source = registry.repository("taken/dev");
        var target = other.repository("taken/prod");
        var first = TinyImage.saying("the first 1.0.0");
        var second = TinyImage.saying("the second 1.0.0");
        first.push(client, source);
        second.push(client, source);
        Map<String, TagRule> tags = Map.of("1.0.0", TagRule.IMMUTABLE, "live", TagRule.MOVABLE);
        copy(source, first.digest(), target, tags);

        assertThatExceptionOfType(RegistryFailure.TagTaken.class)
                .isThrownBy(() -> copy(source, second.digest(), target, tags))
                .withMessageContaining(first.digest().value())
                .withMessageContaining("nothing was copied");

        assertThat(client.blobExists(target, OciDigest.of(second.layer()))).isFalse();
        assertThat(raw(target + ":1.0.0")).isEqualTo(first.manifest());
        assertThat(raw(target + ":live")).isEqualTo(first.manifest());
    }

    @Test
    void goesOnWhereItWasCutOffAfterAnyRequest() throws Exception {
        var source = registry.repository("cut/dev");
        var image = TinyImage.saying("cut");
        var index = index(source, image, TinyImage.saying("cut too"));
        refer(source, image, "sbom");
        int cut = 0;
        try (var proxy = new CuttingProxy(other.host())) {
            while (true) {
                var target = new Repository(proxy.host(), "cut/prod" + cut);
                proxy.allow(cut);
                boolean whole = whole(source, index, target);
                proxy.allow(Integer.MAX_VALUE);
                var direct = other.repository("cut/prod" + cut);
                assertThat(client.resolve(direct, "live").isPresent()).isEqualTo(whole || taggedLast(direct, index));
                copy(source, index.digest(), target, LIVE);
                assertThat(raw(direct + ":live")).isEqualTo(index.bytes());
                assertThat(client.referrers(direct, image.digest())).hasSize(1);
                if (whole) {
                    break;
                }
                cut++;
            }
        }
        assertThat(cut).as("requests of one copy").isGreaterThan(20);
    }

    private boolean whole(Repository source, Manifest index, Repository target) throws InterruptedException {
        try {
            copy(source, index.digest(), target, LIVE);
            return true;
        } catch (RegistryFailure e) {
            assertThat(e.retryable()).as(e.getMessage()).isTrue();
            return false;
        }
    }

    /** Cut between the write of the tag and its reading back: then all the rest must be there. */
    private boolean taggedLast(Repository target, Manifest index) throws RegistryFailure {
        return client.resolve(target, "live").isPresent()
                && client.manifest(target, "live").equals(index);
    }

    @Test
    void neverPassesDamagedBytesOn() throws Exception {
        var source = registry.repository("damaged/dev");
        var target = other.repository("damaged/prod");
        var image = TinyImage.saying("damaged on its way");
        image.push(client, source);
        var file = registry.file(OciDigest.of(image.layer()));
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length - 1] ^= 1;
        Files.write(file, bad);

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> copy(source, image.digest(), target, LIVE))
                .withMessageContaining(OciDigest.of(image.layer()).value());
        assertThat(client.resolve(target, "live")).isEmpty();

        Files.write(file, good);
        copy(source, image.digest(), target, LIVE);
        assertThat(raw(target + ":live")).isEqualTo(image.manifest());
    }

    private ImageCopy.Copied copy(Repository source, OciDigest digest, Repository target, Map<String, TagRule> tags)
            throws RegistryFailure, InterruptedException {
        return new ImageCopy(client).copy(source, digest, target, tags);
    }

    private Manifest index(Repository repository, TinyImage amd64, TinyImage arm64) throws IOException {
        amd64.push(client, repository);
        arm64.push(client, repository);
        var index = Manifest.of(
                """
                {"schemaVersion":2,   "mediaType":"%1$s","manifests":[
                 {"mediaType":"%2$s","digest":"%3$s","size":%4$d,"platform":{"architecture":"amd64","os":"linux"}},
                 {"mediaType":"%2$s","digest":"%5$s","size":%6$d,"platform":{"architecture":"arm64","os":"linux"}}]}""".formatted(
                                MediaTypes.OCI_INDEX,
                                MediaTypes.OCI_MANIFEST,
                                amd64.digest(),
                                amd64.manifest().length,
                                arm64.digest(),
                                arm64.manifest().length)
                        .getBytes(StandardCharsets.UTF_8),
                MediaTypes.OCI_INDEX);
        client.putManifest(repository, index);
        return index;
    }

    private Manifest refer(Repository repository, TinyImage image, String content) throws IOException {
        return refer(repository, image.document(), content);
    }

    /** An artifact that refers to a manifest, made known by the fallback tag as this registry needs it. */
    private Manifest refer(Repository repository, Manifest subject, String content) throws IOException {
        byte[] layer = content.getBytes(StandardCharsets.UTF_8);
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        var manifest = Manifest.of(
                """
                {"schemaVersion":2,"mediaType":"%1$s","artifactType":"application/example.%2$s",
                 "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%3$s","size":2},
                 "layers":[{"mediaType":"text/plain","digest":"%4$s","size":%5$d}],
                 "subject":{"mediaType":"%6$s","digest":"%7$s","size":%8$d}}""".formatted(
                                MediaTypes.OCI_MANIFEST,
                                content.split(" ", 2)[0],
                                client.putBlob(repository, empty),
                                client.putBlob(repository, layer),
                                layer.length,
                                subject.mediaType(),
                                subject.digest(),
                                subject.bytes().length)
                        .getBytes(StandardCharsets.UTF_8),
                MediaTypes.OCI_MANIFEST);
        client.putManifest(repository, manifest);
        var list = """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":%d,
                 "artifactType":"application/example.%s"}]}""".formatted(
                        MediaTypes.OCI_INDEX,
                        MediaTypes.OCI_MANIFEST,
                        manifest.digest(),
                        manifest.bytes().length,
                        content.split(" ", 2)[0]);
        client.putManifest(
                repository,
                "sha256-" + subject.digest().hex(),
                Manifest.of(list.getBytes(StandardCharsets.UTF_8), MediaTypes.OCI_INDEX));
        return manifest;
    }

    private static byte[] raw(String image) throws Exception {
        return skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + image);
    }

    private static byte[] skopeo(String... arguments) throws Exception {
        Programs.require("skopeo");
        var line = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        line.addAll(List.of(arguments));
        return Programs.run(line.toArray(String[]::new));
    }

    private static List<OciDigest> digests(List<Referrers.Referrer> referrers) {
        return referrers.stream().map(one -> one.manifest().digest()).toList();
    }
}
