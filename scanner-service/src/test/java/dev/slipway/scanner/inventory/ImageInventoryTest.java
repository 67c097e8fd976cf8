package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.lifecycle.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ImageInventoryTest {
    private static final String STATUS = "var/lib/dpkg/status";

    private final ImageInventory images = new ImageInventory(ReadLimits.DEFAULT, LayerFactsStore.NONE);

    @Test
    void readsPackagesAndReleaseOfDebianLayer() throws Exception {
        String status = Texts.installed("libc6", "2.36-9+deb12u4").replace("Priority: optional", "Source: glibc")
                + Texts.installed("libgcc-s1", "12.2.0-14").replace("Priority: optional", "Source: gcc-12 (12.2.0-13)")
                + Texts.installed("mawk", "1.3.4-3").replace("install ok installed", "deinstall ok config-files")
                + Texts.installed("perl", "5.36.0-7").replace("install ok installed", "install ok unpacked");
        LayerSource layer = new TestLayer()
                .directory("./etc")
                .symbolicLink("./etc/os-release", "../usr/lib/os-release")
                .file("./usr/lib/os-release", Texts.BOOKWORM)
                .file("./var/lib/dpkg/status", status)
                .gzip();

        Inventory inventory = images.read(List.of(layer));

        Digest diffId = TestLayer.sha256(gunzipped(layer));
        assertThat(inventory.os())
                .isEqualTo(new OsRelease("debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)"));
        assertThat(inventory.packages())
                .containsExactly(
                        installed("libc6", "2.36-9+deb12u4", "glibc", "2.36-9+deb12u4", diffId),
                        installed("libgcc-s1", "12.2.0-14", "gcc-12", "12.2.0-13", diffId),
                        installed("perl", "5.36.0-7", "perl", "5.36.0-7", diffId));
        assertThat(inventory.gaps()).isEmpty();
    }

    private static InstalledPackage installed(
            String name, String version, String source, String sourceVersion, Digest layer) {
        return new InstalledPackage(PackageKind.DEB, name, version, source, sourceVersion, "amd64", layer, STATUS);
    }

    private static byte[] gunzipped(LayerSource layer) throws IOException {
        try (InputStream in = new GZIPInputStream(layer.bytes().open())) {
            return in.readAllBytes();
        }
    }

    @Test
    void readsControlFilesOfImagesWithoutDpkg() throws Exception {
        LayerSource layer = new TestLayer()
                .file("./var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a-0\nArchitecture: all\n")
                .file("./var/lib/dpkg/status.d/tzdata.md5sums", "d41d8cd98f00b204e9800998ecf8427e  usr/share\n")
                .gzip();

        assertThat(images.read(List.of(layer)).packages())
                .extracting(InstalledPackage::name, InstalledPackage::version)
                .containsExactly(tuple("tzdata", "2024a-0"));
    }

    @Test
    void compressionDoesNotMatterAndMayDifferFromTheMediaType() throws Exception {
        List<LayerSource> stored = List.of(debian().gzip(), debian().zstd(), debian().plain(), severalMembers());
        List<Inventory> inventories = new ArrayList<>();
        for (LayerSource layer : stored) {
            inventories.add(images.read(List.of(layer)));
            inventories.add(images.read(
                    List.of(new LayerSource(layer.digest(), layer.diffId(), TestLayer.ZSTD, layer.bytes()))));
        }
        assertThat(inventories).hasSize(8).containsOnly(inventories.getFirst());
        assertThat(inventories.getFirst().packages()).hasSize(1);
    }

    /** Some tools write a gzip file of many parts, so that it can be read from the middle. */
    private static LayerSource severalMembers() {
        byte[] tar = debian().tar();
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        for (int from = 0; from < tar.length; from += 700) {
            stored.writeBytes(TestLayer.gzip(Arrays.copyOfRange(tar, from, Math.min(tar.length, from + 700))));
        }
        return TestLayer.source(stored.toByteArray(), TestLayer.GZIP, TestLayer.sha256(tar));
    }

    private static TestLayer debian() {
        return new TestLayer().file("etc/os-release", Texts.BOOKWORM).file(STATUS, Texts.installed("bash", "5.2-1"));
    }

    @Test
    void readsFileThatIsHardLinkToOneThatWentBy() throws Exception {
        LayerSource layer = new TestLayer()
                .file("usr/share/copy-of-status", Texts.installed("bash", "5.2-1"))
                .file("usr/lib/os-release", Texts.BOOKWORM)
                .hardLink("etc/os-release", "usr/lib/os-release")
                .hardLink(STATUS, "usr/share/copy-of-status")
                .gzip();

        Inventory inventory = images.read(List.of(layer));

        assertThat(inventory.packages()).extracting(InstalledPackage::name).containsExactly("bash");
        assertThat(inventory.gaps()).isEmpty();
        assertThat(inventory.os()).isNotNull();
    }

    @Test
    void readsEachLayerOnceHoweverManyImagesShareIt() throws Exception {
        Map<Digest, String> stored = new HashMap<>();
        LayerFactsStore store = new LayerFactsStore() {
            @Override
            public Optional<LayerFacts> find(Digest diffId, String analyzer) {
                return Optional.ofNullable(stored.get(diffId)).map(LayerFactsJson::read);
            }

            @Override
            public void keep(LayerFacts facts) {
                assertThat(stored.put(facts.diffId(), LayerFactsJson.write(facts)))
                        .isNull();
            }
        };
        int[] opened = new int[1];
        byte[] tar = debian().tar();
        LayerSource base = new LayerSource(TestLayer.sha256(tar), TestLayer.sha256(tar), TestLayer.TAR, () -> {
            opened[0]++;
            return new ByteArrayInputStream(tar);
        });
        LayerSource top = new TestLayer()
                .file("var/lib/dpkg/status.d/x", "Package: x\nVersion: 1\n")
                .gzip();
        ImageInventory kept = new ImageInventory(ReadLimits.DEFAULT, store);

        Inventory first = kept.read(List.of(base, top));
        Inventory second = kept.read(List.of(base, top));

        assertThat(opened[0]).isEqualTo(1);
        assertThat(second).isEqualTo(first);
        assertThat(second.packages()).extracting(InstalledPackage::name).containsExactly("bash", "x");
    }

    @Test
    void storedFactsReadBackEqual() throws Exception {
        LayerFacts facts = new LayerReader(ReadLimits.DEFAULT)
                .read(debian().symbolicLink("var/lib/rpm", "../../usr/lib/sysimage/rpm")
                        .file("var/lib/rpm/rpmdb.sqlite", "x")
                        .whiteout("usr/lib/os-release")
                        .opaque("var/lib/dpkg/status.d")
                        .file("var/lib/dpkg/status.d/broken", "Package: broken\n")
                        .gzip());

        assertThat(facts.paths().values().stream().map(Object::getClass).distinct())
                .as("every kind of fact is in the round trip")
                .hasSize(PathFact.class.getPermittedSubclasses().length);
        assertThat(LayerFactsJson.read(LayerFactsJson.write(facts))).isEqualTo(facts);
    }

    @Test
    void unclaimedLayerIsNamedByItsBytes() throws Exception {
        byte[] tar = debian().tar();
        Inventory inventory = images.read(List.of(TestLayer.unclaimed(TestLayer.gzip(tar), TestLayer.GZIP)));
        assertThat(inventory.packages()).extracting(InstalledPackage::layer).containsExactly(TestLayer.sha256(tar));
    }
}
