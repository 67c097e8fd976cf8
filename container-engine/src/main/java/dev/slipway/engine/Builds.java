package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.slipway.engine.BoundedCall.Connections;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;

/** Builds images with a raw request: the typed client has no word for BuildKit. */
final class Builds {
    private static final int BAD_REQUEST = 400;

    private final EngineConnection connection;

    Builds(EngineConnection connection) {
        this.connection = connection;
    }

    BuiltImage build(BuildSpec spec, InputStream context, LogSink sink, CancelSignal cancel) {
        var kind = spec.builder() == BuilderKind.AUTO ? connection.info().preferredBuilder() : spec.builder();
        var log = new BuildLog(sink);
        var output =
                kind == BuilderKind.BUILDKIT ? new BuildkitOutput(log) : new ClassicOutput(log, InstantSource.system());
        var tried = "build of " + spec.tag();
        try {
            return BoundedCall.run(tried, spec.deadline(), cancel, connections -> {
                stream(tried, spec, kind, context, output, connections);
                return output.result();
            });
        } catch (EngineFailure.TimedOut e) {
            throw log.current().isEmpty()
                    ? e
                    : new EngineFailure.TimedOut(tried + ", last step begun " + log.current(), e.deadline());
        } catch (EngineFailure.Refused e) {
            throw e.status() == BAD_REQUEST
                    ? new EngineFailure.BuildFailed(BuildOutput.BEFORE_FIRST_STEP, e.said(), List.of())
                    : e;
        } finally {
            log.close();
        }
    }

    private void stream(
            String tried,
            BuildSpec spec,
            BuilderKind kind,
            InputStream context,
            BuildOutput output,
            Connections connections)
            throws IOException {
        var request = Request.builder()
                .method(Request.Method.POST)
                .putHeader("Content-Type", "application/x-tar")
                .body(CallersFault.marking(context));
        try (var response = connection.open(tried, request, path(spec, kind), connections)) {
            JsonLines.read(response.getBody(), output::accept);
        }
    }

    /** {@code rm} and {@code forcerm} make the classic builder remove its step containers, of a failed build too. */
    static String path(BuildSpec spec, BuilderKind kind) {
        return Query.on("/build")
                .with("version", kind == BuilderKind.BUILDKIT ? "2" : "1")
                .with("t", spec.tag())
                .with("dockerfile", spec.dockerfile())
                .with("target", spec.target())
                .with("buildargs", spec.args())
                .with("labels", spec.labels())
                .with("networkmode", spec.networkMode())
                .with("rm", "1")
                .with("forcerm", "1")
                .toString();
    }
}
