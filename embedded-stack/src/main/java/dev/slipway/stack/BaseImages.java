package dev.slipway.stack;

import dev.slipway.engine.ContainerEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The images that samples and deployments stand on, made from the distribution's packages: nothing is pulled from anywhere. */
public final class BaseImages {
    /** What greeter's Dockerfile starts from. */
    public static final String PYTHON = "slipway-base/python:bookworm";

    /** What deployed apps are reached through. */
    public static final String PROXY = "slipway-base/haproxy:bookworm";

    private static final Path MMDEBSTRAP = Path.of("/usr/bin/mmdebstrap");
    private static final Duration IMPORT = Duration.ofMinutes(2);

    /**
     * Packages are only unpacked: what dpkg would know of them is written as images without dpkg have it, and the users
     * that the base system has are made.
     */
    private static final String COMPLETE = """
            cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
            cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
            mkdir -p "$1/var/lib/dpkg/status.d"
            for deb in "$1"/var/cache/apt/archives/*.deb; do
                dpkg-deb --field "$deb" > "$1/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
            done""";

    private final ContainerEngine engine;
    private final Path scratch;

    public BaseImages(ContainerEngine engine, Path scratch) {
        this.engine = engine;
        this.scratch = scratch;
    }

    /** Makes those that are missing. */
    public void prepare() throws IOException, InterruptedException, Cannot {
        make(PYTHON, "base-files,base-passwd,python3");
        make(PROXY, "base-files,base-passwd,haproxy");
    }

    private void make(String image, String packages) throws IOException, InterruptedException, Cannot {
        if (engine.hasImage(image)) {
            return;
        }
        if (!Files.isExecutable(MMDEBSTRAP)) {
            throw new Cannot(
                    "image %s is not in the engine, and mmdebstrap, which would make it, is not installed: install it with 'apt-get install mmdebstrap', or import an image of that name"
                            .formatted(image));
        }
        Files.createDirectories(scratch);
        Path tar = scratch.resolve("root-file-system.tar");
        try {
            Program.run(
                    scratch,
                    Map.of(),
                    List.of(
                            MMDEBSTRAP.toString(),
                            "--quiet",
                            "--variant=extract",
                            "--include=" + packages,
                            "--extract-hook=" + COMPLETE,
                            "bookworm",
                            tar.toString()));
            String repository = image.substring(0, image.indexOf(':'));
            String tag = image.substring(image.indexOf(':') + 1);
            try (InputStream in = Files.newInputStream(tar)) {
                engine.importImage(in, repository, tag, Map.of(), IMPORT);
            }
        } finally {
            Files.deleteIfExists(tar);
        }
    }
}
