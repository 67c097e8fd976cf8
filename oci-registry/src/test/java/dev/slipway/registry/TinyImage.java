package dev.slipway.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** An image of one layer with one file, made here from the format's definition. */
record TinyImage(byte[] layer, byte[] config, byte[] manifest) {

    static TinyImage saying(String text) throws IOException {
        var tar = tar("hello.txt", text.getBytes(StandardCharsets.UTF_8));
        var layer = gzip(tar);
        var config = """
                {"architecture":"amd64","os":"linux","config":{"Cmd":["/hello"]},
                 "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(OciDigest.of(tar)).getBytes(StandardCharsets.UTF_8);
        // a blank too many on purpose: whoever writes the document anew changes its digest
        var manifest = """
                {"schemaVersion": 2,  "mediaType":"%s",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}""".formatted(
                        MediaTypes.OCI_MANIFEST, OciDigest.of(config), config.length, OciDigest.of(layer), layer.length)
                .getBytes(StandardCharsets.UTF_8);
        return new TinyImage(layer, config, manifest);
    }

    OciDigest digest() {
        return OciDigest.of(manifest);
    }

    Manifest document() {
        return Manifest.of(manifest, MediaTypes.OCI_MANIFEST);
    }

    void writeLayout(Path folder, String tag) throws IOException {
        var blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
        for (var blob : new byte[][] {layer, config, manifest}) {
            Files.write(blobs.resolve(OciDigest.of(blob).hex()), blob);
        }
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(
                folder.resolve("index.json"), """
                {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,
                  "annotations":{"org.opencontainers.image.ref.name":"%s"}}]}
                """.formatted(MediaTypes.OCI_MANIFEST, digest(), manifest.length, tag));
    }

    void push(RegistryClient client, Repository repository) throws IOException {
        client.putBlob(repository, layer);
        client.putBlob(repository, config);
        client.putManifest(repository, document());
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    /** One ustar entry and the two empty blocks that end an archive. */
    private static byte[] tar(String name, byte[] content) {
        var blocks = 1 + (content.length + 511) / 512 + 2;
        var tar = new byte[blocks * 512];
        put(tar, 0, name);
        put(tar, 100, "0000644\0" + "0000000\0" + "0000000\0");
        put(tar, 124, "%011o\0".formatted(content.length) + "00000000000\0" + "        " + "0");
        put(tar, 257, "ustar\0" + "00");
        var sum = 0;
        for (var i = 0; i < 512; i++) {
            sum += tar[i];
        }
        put(tar, 148, "%06o\0 ".formatted(sum));
        System.arraycopy(content, 0, tar, 512, content.length);
        return tar;
    }

    private static void put(byte[] target, int offset, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }
}
