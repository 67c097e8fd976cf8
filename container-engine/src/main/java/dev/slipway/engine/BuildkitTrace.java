package dev.slipway.engine;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One progress message of BuildKit ({@code moby.buildkit.v1.StatusResponse}), as far as we use it. The field numbers are those of
 * moby/buildkit {@code api/services/control/control.proto}.
 */
record BuildkitTrace(List<Vertex> vertexes, List<Log> logs) {
    BuildkitTrace {
        vertexes = List.copyOf(vertexes);
        logs = List.copyOf(logs);
    }

    /** A step; sent again, whole, whenever something about it changes. */
    record Vertex(
            String digest,
            String name,
            boolean cached,
            @Nullable Instant started,
            @Nullable Instant completed,
            String error) {}

    /** A piece of output, cut anywhere. Stream 1 is stdout, 2 is stderr. */
    record Log(String vertex, long stream, ByteBuffer bytes) {}

    static BuildkitTrace decode(byte[] message) {
        var vertexes = new ArrayList<Vertex>();
        var logs = new ArrayList<Log>();
        var reader = new ProtobufReader(message);
        for (var field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 1 -> vertexes.add(vertex(reader.message()));
                case 3 -> logs.add(log(reader.message()));
                default -> reader.skip();
            }
        }
        return new BuildkitTrace(vertexes, logs);
    }

    private static Vertex vertex(ProtobufReader reader) {
        var digest = "";
        var name = "";
        var error = "";
        var cached = false;
        Instant started = null;
        Instant completed = null;
        for (var field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 1 -> digest = reader.text();
                case 3 -> name = reader.text();
                case 4 -> cached = reader.flag();
                case 5 -> started = timestamp(reader.message());
                case 6 -> completed = timestamp(reader.message());
                case 7 -> error = reader.text();
                default -> reader.skip();
            }
        }
        return new Vertex(digest, name, cached, started, completed, error);
    }

    private static Log log(ProtobufReader reader) {
        var vertex = "";
        var stream = 1L;
        var bytes = ByteBuffer.allocate(0);
        for (var field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 1 -> vertex = reader.text();
                case 3 -> stream = reader.number();
                case 4 -> bytes = reader.bytes();
                default -> reader.skip();
            }
        }
        return new Log(vertex, stream, bytes);
    }

    private static Instant timestamp(ProtobufReader reader) {
        var seconds = 0L;
        var nanos = 0L;
        for (var field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 1 -> seconds = reader.number();
                case 2 -> nanos = reader.number();
                default -> reader.skip();
            }
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }
}
