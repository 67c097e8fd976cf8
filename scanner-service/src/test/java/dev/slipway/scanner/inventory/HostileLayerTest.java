package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileLayerTest {
    private static final String STATUS = "var/lib/dpkg/status";
    private static final int SIZE_FIELD = 124;

    private static UnreadableLayerException refused(LayerSource layer, ReadLimits limits) {
        UnreadableLayerException refused = catchThrowableOfType(
                UnreadableLayerException.class,
                () -> new ImageInventory(limits, LayerFactsStore.NONE).read(List.of(layer)));
        assertThat(refused).as("the layer was read").isNotNull();
        return refused;
    }

    private static UnreadableLayerException refused(LayerSource layer) {
        return refused(layer, ReadLimits.DEFAULT);
    }

    private static ReadLimits small() {
        return new ReadLimits(4_096, 8_192, 1 << 20, 3 << 19, 50, 20, 100, 64 * 1024);
    }

    private static byte[] debian() {
        return new TestLayer()
                .file("etc/os-release", Texts.BOOKWORM)
                .file(STATUS, Texts.installed("bash", "5.2-1").repeat(20))
                .tar();
    }

    @Test
    void truncatedGzipIsCorrupt() {
        byte[] whole = TestLayer.gzip(debian());
        for (int length = 0; length < whole.length; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(refused(TestLayer.unclaimed(part, TestLayer.GZIP)).kind())
                    .as("cut after %d bytes", length)
                    .isEqualTo(Kind.CORRUPT);
        }
    }

    @Test
    void truncatedZstdIsCorrupt() throws Exception {
        LayerSource whole = new TestLayer()
                .file(STATUS, Texts.installed("bash", "1").repeat(9))
                .zstd();
        byte[] bytes;
        try (InputStream in = whole.bytes().open()) {
            bytes = in.readAllBytes();
        }
        for (int length = 4; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThat(refused(TestLayer.unclaimed(part, TestLayer.ZSTD)).kind())
                    .isEqualTo(Kind.CORRUPT);
        }
    }

    @Test
    void truncatedTarIsCorrupt() {
        byte[] whole = debian();
        // From inside the first header to inside the content of the last file, but not between two entries.
        for (int length : List.of(0, 1, 511, 513, 700, 1_023, 1_024 + 100, 3_000)) {
            assertThat(refused(TestLayer.unclaimed(Arrays.copyOf(whole, length), TestLayer.TAR))
                            .kind())
                    .as("cut after %d bytes", length)
                    .isEqualTo(Kind.CORRUPT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"77777777777", "00000177777", "-0000000001", "99999999999"})
    void sizeThatLiesIsCorrupt(String octal) {
        byte[] tar = debian();
        writeSize(tar, 1_024, octal.getBytes(StandardCharsets.US_ASCII));
        assertThat(refused(TestLayer.unclaimed(tar, TestLayer.TAR)).kind()).isEqualTo(Kind.CORRUPT);
    }

    @Test
    void negativeBinarySizeIsCorrupt() {
        byte[] tar = debian();
        byte[] size = new byte[12];
        Arrays.fill(size, (byte) 0xff);
        writeSize(tar, 1_024, size);
        assertThat(refused(TestLayer.unclaimed(tar, TestLayer.TAR)).kind()).isEqualTo(Kind.CORRUPT);
    }

    private static void writeSize(byte[] tar, int header, byte[] size) {
        System.arraycopy(size, 0, tar, header + SIZE_FIELD, size.length);
        Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] checksum = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, tar, header + 148, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../var/lib/dpkg/status", "a/../var/lib/dpkg/status", "./../../etc/os-release", "x/.."})
    void climbingPathIsRefused(String path) {
        assertThat(refused(new TestLayer().file(path, "x").gzip()).kind()).isEqualTo(Kind.UNSAFE_PATH);
    }

    @Test
    void oddButHarmlessPathsMeanWhatARuntimeTakesThemFor() throws Exception {
        LayerSource layer = new TestLayer()
                .file("/.//var/./lib//dpkg/status", Texts.installed("bash", "1"))
                .gzip();
        Inventory inventory = new ImageInventory(ReadLimits.DEFAULT, LayerFactsStore.NONE).read(List.of(layer));
        assertThat(inventory.packages()).hasSize(1);
    }

    @Test
    void bombIsRefusedByItsRatioLongBeforeItsSize() throws Exception {
        byte[] bomb = zeros("app/zeros", 512L << 20);
        assertThat(bomb.length).isLessThan(1 << 20);
        UnreadableLayerException refused = refused(TestLayer.unclaimed(bomb, TestLayer.GZIP));
        assertThat(refused.kind()).isEqualTo(Kind.COMPRESSION_RATIO);
        assertThat(refused).hasMessageContaining("archive bomb");
    }

    @Test
    void bombInsideTheDatabaseIsRefusedByTheFilesSize() throws Exception {
        byte[] bomb = zeros(STATUS, 48L << 20);
        assertThat(refused(TestLayer.unclaimed(bomb, TestLayer.GZIP)).kind()).isEqualTo(Kind.ENTRY_SIZE);
    }

    @Test
    void longNameAsLargeAsAFileIsRefused() throws Exception {
        byte[] bomb = zeros("././@LongLink", 8L << 20);
        assertThat(refused(TestLayer.unclaimed(bomb, TestLayer.GZIP)).kind()).isEqualTo(Kind.ENTRY_SIZE);
    }

    /** A gzip of one tar entry full of zeros, written as it is made. */
    private static byte[] zeros(String name, long size) throws IOException {
        byte[] header = Arrays.copyOf(new TestLayer().file("x", "").tar(), 512);
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, header, 0, name.length());
        if (name.startsWith("././@")) {
            header[156] = 'L';
        }
        writeSize(header, 0, "%011o\0".formatted(size).getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
            gzip.write(header);
            byte[] block = new byte[1 << 16];
            for (long written = 0; written < size; written += block.length) {
                gzip.write(block);
            }
            gzip.write(new byte[1024]);
        }
        return stored.toByteArray();
    }

    @Test
    void tooManyEntriesAreRefused() {
        TestLayer layer = new TestLayer();
        for (int i = 0; i < 51; i++) {
            layer.file("f" + i, "");
        }
        assertThat(refused(layer.gzip(), small()).kind()).isEqualTo(Kind.ENTRY_COUNT);
    }

    @Test
    void tooManyPackagesAreRefused() {
        String status = "Package: a\nVersion: 1\n\n".repeat(21);
        assertThat(refused(new TestLayer().file(STATUS, status).gzip(), small()).kind())
                .isEqualTo(Kind.ENTRY_COUNT);
    }

    @Test
    void databaseLargerThanItsLimitIsRefused() {
        String status = Texts.installed("a", "1") + " x".repeat(3_000);
        assertThat(refused(new TestLayer().file(STATUS, status).gzip(), small()).kind())
                .isEqualTo(Kind.ENTRY_SIZE);
    }

    @Test
    void manySmallControlFilesTogetherAreRefused() {
        TestLayer layer = new TestLayer();
        for (int i = 0; i < 4; i++) {
            layer.file("var/lib/dpkg/status.d/p" + i, "Package: p\nVersion: 1\n" + "X: y\n".repeat(500));
        }
        assertThat(refused(layer.gzip(), small()).kind()).isEqualTo(Kind.ENTRY_SIZE);
    }

    @Test
    void layerAndImageLargerThanTheirLimitsAreRefused() throws Exception {
        Random random = new Random(1);
        byte[] noise = new byte[400_000];
        random.nextBytes(noise);
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        LayerSource fits = new TestLayer().file("noise", text).plain();
        LayerSource tooLarge = new TestLayer().file("noise", text + text).plain();

        assertThat(refused(tooLarge, small()).kind()).isEqualTo(Kind.LAYER_SIZE);
        assertThatThrownBy(() -> new ImageInventory(small(), LayerFactsStore.NONE).read(List.of(fits, fits, fits)))
                .isInstanceOfSatisfying(
                        UnreadableLayerException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.IMAGE_SIZE));
        assertThat(new ImageInventory(small(), LayerFactsStore.NONE)
                        .read(List.of(fits))
                        .packages())
                .isEmpty();
    }

    @Test
    void otherMediaTypeIsRefused() {
        LayerSource layer = TestLayer.unclaimed(debian(), "application/vnd.in-toto+json");
        assertThat(refused(layer).kind()).isEqualTo(Kind.MEDIA_TYPE);
    }

    @Test
    void contentOtherThanTheImageClaimsIsRefused() {
        byte[] tar = debian();
        LayerSource layer = TestLayer.source(tar, TestLayer.TAR, TestLayer.sha256(new byte[0]));
        assertThat(refused(layer).kind()).isEqualTo(Kind.DIFF_ID);
    }

    @Test
    void connectionThatBreaksOffIsNoFaultOfTheLayer() {
        byte[] half = Arrays.copyOf(TestLayer.gzip(debian()), 300);
        LayerSource layer = new LayerSource(
                TestLayer.sha256(half), null, TestLayer.GZIP, () -> new BreaksOff(new ByteArrayInputStream(half)));
        assertThatThrownBy(() -> new ImageInventory(ReadLimits.DEFAULT, LayerFactsStore.NONE).read(List.of(layer)))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    @Test
    void damagedBytesAreReadOrRefusedButNeverCrash() throws Exception {
        byte[] whole = new TestLayer()
                .file("n".repeat(200) + "/long", "x")
                .symbolicLink("etc/os-release", "../usr/lib/os-release")
                .file("usr/lib/os-release", Texts.BOOKWORM)
                .hardLink("var/lib/dpkg/status", "usr/lib/os-release")
                .file("var/lib/dpkg/status.d/bash", Texts.installed("bash", "5.2-1"))
                .opaque("var/lib")
                .tar();
        Random random = new Random(20261124L);
        int refused = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            byte[] damaged = whole.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                int block = random.nextInt(damaged.length / 512) * 512;
                damaged[block + random.nextInt(512)] = (byte) random.nextInt(256);
                if (random.nextBoolean()) {
                    repairChecksum(damaged, block);
                }
            }
            try {
                new LayerReader(ReadLimits.DEFAULT).read(TestLayer.unclaimed(damaged, TestLayer.TAR));
            } catch (UnreadableLayerException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(rounds / 100, rounds * 99 / 100);
    }

    private static void repairChecksum(byte[] tar, int header) {
        writeSize(tar, header, Arrays.copyOfRange(tar, header + SIZE_FIELD, header + SIZE_FIELD + 12));
    }

    /** Fails where others end. */
    private static final class BreaksOff extends FilterInputStream {
        BreaksOff(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read < 0) {
                throw new IOException("connection reset");
            }
            return read;
        }
    }
}
