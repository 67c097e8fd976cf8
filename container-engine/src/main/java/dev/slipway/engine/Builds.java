package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.slipway.engine.BoundedCall.Connections;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        requirePossible(spec, kind);
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

    private static void requirePossible(BuildSpec spec, BuilderKind kind) {
        if (kind == BuilderKind.CLASSIC && !spec.access().secrets().isEmpty()) {
            throw new EngineFailure.BuildFailed(
                    BuildOutput.BEFORE_FIRST_STEP,
                    "it wants the secrets %s, which only BuildKit can hand to a step, and the classic builder is all there is; use an engine with BuildKit"
                            .formatted(spec.access().secrets().keySet().stream()
                                    .sorted()
                                    .toList()),
                    List.of());
        }
    }

    private void stream(
            String tried,
            BuildSpec spec,
            BuilderKind kind,
            InputStream context,
            BuildOutput output,
            Connections connections)
            throws IOException, InterruptedException {
        var request = Request.builder()
                .method(Request.Method.POST)
                .putHeader("Content-Type", "application/x-tar")
                .body(CallersFault.marking(context));
        var logins = spec.access().logins();
        if (kind == BuilderKind.CLASSIC && !logins.isEmpty()) {
            request.putHeader("X-Registry-Config", RegistryLogins.header(logins));
        }
        var session = kind == BuilderKind.BUILDKIT ? session(spec, connections) : null;
        try (var response = connection.open(tried, request, path(spec, kind, session), connections)) {
            JsonLines.read(response.getBody(), output::accept);
        }
    }

    /** The id of the session that BuildKit may ask; null where the engine has none to offer and the build may do without. */
    private @Nullable String session(BuildSpec spec, Connections connections) throws IOException, InterruptedException {
        try {
            return connection.session(spec.access(), connections).id();
        } catch (EngineFailure.Refused e) {
            if (spec.access().secrets().isEmpty()) {
                return null;
            }
            throw e;
        }
    }

    /** {@code rm} and {@code forcerm} make the classic builder remove its step containers, of a failed build too. */
    static String path(BuildSpec spec, BuilderKind kind, @Nullable String session) {
        return Query.on("/build")
                .with("version", kind == BuilderKind.BUILDKIT ? "2" : "1")
                .with("session", session)
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
