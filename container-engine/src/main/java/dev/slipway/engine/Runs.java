package dev.slipway.engine;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import dev.slipway.engine.BoundedCall.Connections;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs an image once and leaves nothing behind. */
final class Runs {
    private final EngineConnection connection;
    private final Containers containers;
    private final Copies copies;

    Runs(EngineConnection connection, Containers containers, Copies copies) {
        this.connection = connection;
        this.containers = containers;
        this.copies = copies;
    }

    ContainerResult run(RunSpec spec, CancelSignal cancel) {
        // named by us before it exists, so that it is removed even where the engine's answer to the creation is lost
        var name = "slipway-run-" + UUID.randomUUID();
        RuntimeException failure = null;
        try {
            return runAs(name, spec, cancel);
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            remove(name, failure);
        }
    }

    private void remove(String name, @Nullable RuntimeException failure) {
        try {
            containers.remove(name);
        } catch (EngineFailure e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }

    private ContainerResult runAs(String name, RunSpec spec, CancelSignal cancel) {
        var id = containers.create(name, spec);
        var output = new KeptOutput(spec.maxOutputBytes());
        var timedOut = false;
        var begin = System.nanoTime();
        try {
            BoundedCall.run("run of " + spec.image(), spec.deadline(), cancel, connections -> {
                follow(id, output, connections);
                return id;
            });
        } catch (EngineFailure.TimedOut _) {
            timedOut = true;
            containers.kill(id);
        }
        var took = Duration.ofNanos(System.nanoTime() - begin);
        var end = containers
                .inspect(id)
                .orElseThrow(() -> new EngineFailure.Refused(
                        "run of " + spec.image(),
                        404,
                        "container " + id + " was removed by someone else while it ran"));
        var file = spec.resultFile() == null ? null : copies.fromContainer(id, spec.resultFile());
        return new ContainerResult(
                end.exitCode(), output.text(), output.truncated(), end.oomKilled(), timedOut, took, file);
    }

    /** Attached before the start so that no output is missed; the end of output is not yet the end of the process. */
    private void follow(String id, KeptOutput output, Connections connections) throws IOException {
        var attach = Query.on("/containers/" + id + "/attach")
                .with("stream", "1")
                .with("stdout", "1")
                .with("stderr", "1")
                .toString();
        try (var attached = connection.open("attach to container " + id, post(), attach, connections)) {
            containers.start(id);
            Frames.read(attached.getBody(), output);
        }
        connection.openTree("wait for container " + id, post(), "/containers/" + id + "/wait", connections);
    }

    private static Request.Builder post() {
        return Request.builder().method(Request.Method.POST);
    }
}
