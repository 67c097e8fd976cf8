package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.engine.BuildkitTrace.Vertex;
import dev.slipway.engine.LogLine.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What BuildKit sends through the build endpoint: progress as protobuf in base64, the image id, and the error, each in a JSON line. */
final class BuildkitOutput implements BuildOutput {
    private static final int STDERR = 2;

    private final BuildLog log;
    private final Map<String, Vertex> vertexes = new LinkedHashMap<>();
    private @Nullable String imageId;
    private String error = "";

    BuildkitOutput(BuildLog log) {
        this.log = log;
    }

    @Override
    public void accept(JsonNode line) {
        switch (line.path("id").asText("")) {
            case "moby.buildkit.trace" -> trace(BuildkitTrace.decode(binary(line.path("aux"))));
            case "moby.image.id" -> imageId = line.path("aux").path("ID").asText(null);
            default -> {
                if (!JsonLines.error(line).isEmpty()) {
                    error = JsonLines.error(line);
                }
            }
        }
    }

    private void trace(BuildkitTrace trace) {
        trace.vertexes().forEach(this::vertex);
        for (var piece : trace.logs()) {
            var vertex = vertexes.get(piece.vertex());
            var step = vertex == null ? "" : vertex.name();
            log.output(step, piece.stream() == STDERR ? Source.STDERR : Source.STDOUT, piece.bytes());
        }
    }

    private void vertex(Vertex next) {
        var before = vertexes.put(next.digest(), next);
        if (next.started() != null && (before == null || before.started() == null)) {
            log.started(next.name());
        }
        if (next.completed() != null && (before == null || before.completed() == null)) {
            log.remark(next.name(), outcome(next));
        }
    }

    private static String outcome(Vertex vertex) {
        if (!vertex.error().isEmpty()) {
            return "failed: " + vertex.error();
        }
        if (vertex.cached() || vertex.started() == null || vertex.completed() == null) {
            return vertex.cached() ? "cached" : "done";
        }
        return "done in %.1f s"
                .formatted(
                        Duration.between(vertex.started(), vertex.completed()).toMillis() / 1000.0);
    }

    @Override
    public BuiltImage result() {
        log.finish();
        if (!error.isEmpty()) {
            var step = failed().map(Vertex::name).orElse(BEFORE_FIRST_STEP);
            throw new EngineFailure.BuildFailed(step, error, log.tail(step));
        }
        if (imageId == null) {
            throw new EngineFailure.Unreachable("build: the stream ended with neither an image nor an error", null);
        }
        var steps = vertexes.values().stream()
                .map(v -> new BuildStep(
                        v.name(),
                        v.cached(),
                        v.started(),
                        v.completed(),
                        v.error().isEmpty() ? null : v.error()))
                .toList();
        return new BuiltImage(imageId, BuilderKind.BUILDKIT, steps);
    }

    /** When one step fails, BuildKit cancels those running beside it, and they report that as an error too. */
    private Optional<Vertex> failed() {
        return vertexes.values().stream()
                .filter(vertex -> !vertex.error().isEmpty())
                .filter(vertex -> !vertex.error().contains("context canceled"))
                .findFirst();
    }

    private static byte[] binary(JsonNode aux) {
        try {
            var bytes = aux.binaryValue();
            return bytes == null ? new byte[0] : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("BuildKit's progress is not base64", e);
        }
    }
}
