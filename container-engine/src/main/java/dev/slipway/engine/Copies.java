package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Copies single files out, as the engine gives them: a tar whose first entry is the file itself, a link not followed. */
final class Copies {
    private static final int NOT_FOUND = 404;

    private final EngineConnection connection;
    private final Containers containers;

    Copies(EngineConnection connection, Containers containers) {
        this.connection = connection;
        this.containers = containers;
    }

    CopiedFile fromContainer(String id, String path) {
        var tried = "copy of %s from container %s".formatted(path, id);
        try {
            return BoundedCall.run(tried, connection.callTimeout(), new CancelSignal(), connections -> {
                var request = Request.builder().method(Request.Method.GET);
                var archive = Query.on("/containers/" + id + "/archive")
                        .with("path", path)
                        .toString();
                try (var response = connection.open(tried, request, archive, connections)) {
                    return read(path, response.getBody());
                }
            });
        } catch (EngineFailure.Refused e) {
            if (e.status() == NOT_FOUND) {
                return new CopiedFile.Absent("there is no " + path);
            }
            throw e;
        }
    }

    /** By a container that is made of the image and never started. */
    CopiedFile fromImage(String image, String path, Map<String, String> labels) {
        var name = "slipway-copy-" + UUID.randomUUID();
        // an image without a command would be refused; what it says is never run
        var spec = RunSpec.of(image, "never-started").withLabels(labels);
        try {
            return fromContainer(containers.create(name, spec), path);
        } finally {
            containers.remove(name);
        }
    }

    static CopiedFile read(String path, InputStream archive) throws IOException {
        var tar = new TarArchiveInputStream(archive);
        var entry = tar.getNextEntry();
        if (entry == null || !entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
            return new CopiedFile.Absent(path + " is no regular file");
        }
        if (entry.getSize() > CopiedFile.LARGEST) {
            return new CopiedFile.Absent(
                    "%s has %d bytes, over the limit of %d".formatted(path, entry.getSize(), CopiedFile.LARGEST));
        }
        var content = tar.readNBytes((int) entry.getSize());
        return content.length == entry.getSize()
                ? new CopiedFile.Found(content)
                : new CopiedFile.Absent("%s broke off after %d bytes".formatted(path, content.length));
    }
}
