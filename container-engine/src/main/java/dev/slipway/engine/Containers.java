package dev.slipway.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Containers by id or name. Each verb may be repeated: what is so already is no failure. */
final class Containers {
    private static final int CONFLICT = 409;
    private static final int LONGEST_LOG = 4 << 20;
    private static final Duration REMOVAL_POLL = Duration.ofMillis(100);

    private final EngineConnection connection;

    Containers(EngineConnection connection) {
        this.connection = connection;
    }

    String create(ContainerSpec spec) {
        var tried = "create container " + spec.name();
        var created = connection.ask(tried, client -> {
            try {
                return Optional.of(createNew(client, spec));
            } catch (ConflictException _) {
                return Optional.<String>empty();
            }
        });
        return created.orElseGet(() -> existing(tried, spec));
    }

    private static String createNew(DockerClient client, ContainerSpec spec) {
        var command = client.createContainerCmd(spec.image())
                .withName(spec.name())
                .withLabels(marked(spec.labels(), "container"))
                .withEnv(environment(spec.env()))
                .withExposedPorts(spec.ports().stream()
                        .map(port -> ExposedPort.tcp(port.containerPort()))
                        .toList())
                .withHostConfig(HostLimits.of(spec));
        if (!spec.command().isEmpty()) {
            command.withCmd(spec.command());
        }
        if (spec.user() != null) {
            command.withUser(spec.user());
        }
        return command.exec().getId();
    }

    /** A container of the wanted name is the wanted one only if it bears our labels and runs our image. */
    private String existing(String tried, ContainerSpec spec) {
        var found = inspect(spec.name())
                .orElseThrow(() -> new EngineFailure.Refused(
                        tried,
                        503,
                        "the name was taken and is free again; another caller is at work on it, try again"));
        var sameLabels = found.labels().entrySet().containsAll(spec.labels().entrySet());
        if (!sameLabels || !found.imageReference().equals(spec.image())) {
            throw new EngineFailure.Refused(
                    tried,
                    CONFLICT,
                    "the name belongs to container %s of image %s with labels %s; wanted image %s with labels %s; remove it or choose another name"
                            .formatted(
                                    found.id(), found.imageReference(), found.labels(), spec.image(), spec.labels()));
        }
        return found.id();
    }

    /** A container for {@link Runs}, in the state before its start. */
    String create(String name, RunSpec spec) {
        return connection.ask("create container " + name, client -> {
            var command = client.createContainerCmd(spec.image())
                    .withName(name)
                    .withLabels(marked(spec.labels(), "run"))
                    .withEnv(environment(spec.env()))
                    .withNetworkDisabled(true)
                    .withHostConfig(HostLimits.of(spec));
            if (spec.resultFolder() != null) {
                // an anonymous volume: unlike a tmpfs it is still there when the container has ended, and it goes with
                // it
                command.withVolumes(new Volume(spec.resultFolder()));
            }
            if (!spec.command().isEmpty()) {
                command.withCmd(spec.command());
            }
            return command.exec().getId();
        });
    }

    void start(String id) {
        connection.ask("start container " + id, client -> {
            try {
                return client.startContainerCmd(id).exec();
            } catch (NotModifiedException _) {
                return null;
            }
        });
    }

    Optional<ContainerState> inspect(String id) {
        return connection.ask("inspect container " + id, client -> {
            try {
                return Optional.of(
                        Inspection.state(client.inspectContainerCmd(id).exec()));
            } catch (NotFoundException _) {
                return Optional.empty();
            }
        });
    }

    List<ContainerState> list(Map<String, String> labels) {
        var ids = connection.ask(
                "list containers with " + labels,
                client -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec().stream()
                        .map(container -> container.getId())
                        .toList());
        return ids.stream().map(this::inspect).flatMap(Optional::stream).toList();
    }

    /** The engine sends the stop signal and kills after the grace; the call lasts as long as that takes. */
    void stop(String id, Duration grace) {
        connection.ask("stop container " + id, connection.callTimeout().plus(grace), client -> {
            try {
                return client.stopContainerCmd(id)
                        .withTimeout(Math.toIntExact(grace.toSeconds()))
                        .exec();
            } catch (NotFoundException | NotModifiedException _) {
                return null;
            }
        });
    }

    void kill(String id) {
        connection.askUninterrupted("kill container " + id, client -> {
            try {
                return client.killContainerCmd(id).exec();
            } catch (NotFoundException | ConflictException _) {
                return null; // it has ended by itself
            }
        });
    }

    /** Kills it if it runs, takes its anonymous volumes along, and returns when it is gone. */
    void remove(String id) {
        connection.askUninterrupted("remove container " + id, client -> {
            try {
                return client.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException _) {
                return null;
            } catch (ConflictException _) {
                return awaitRemoval(client, id);
            }
        });
    }

    /** Someone else's removal of the same container is in progress; the deadline of the call ends this loop. */
    private static @Nullable Void awaitRemoval(DockerClient client, String id) {
        try {
            while (true) {
                client.inspectContainerCmd(id).exec();
                Thread.sleep(REMOVAL_POLL);
            }
        } catch (NotFoundException _) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while container " + id + " was being removed", e);
        }
    }

    List<String> logs(String id, int tail) {
        return read(id, Map.of("tail", Integer.toString(tail))).lines().toList();
    }

    /** The engine takes a time with nanoseconds and gives one before each line. */
    List<LoggedLine> logsSince(String id, Instant since) {
        var from = "%d.%09d".formatted(since.getEpochSecond(), since.getNano());
        return read(id, Map.of("since", from, "timestamps", "1"))
                .lines()
                .map(LoggedLine::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private String read(String id, Map<String, String> options) {
        var tried = "logs of container " + id;
        return BoundedCall.run(tried, connection.callTimeout(), new CancelSignal(), connections -> {
            var query =
                    Query.on("/containers/" + id + "/logs").with("stdout", "1").with("stderr", "1");
            options.forEach(query::with);
            var output = new KeptOutput(LONGEST_LOG);
            var request = Request.builder().method(Request.Method.GET);
            try (var response = connection.open(tried, request, query.toString(), connections)) {
                Frames.read(response.getBody(), output);
            }
            return output.text();
        });
    }

    private static Map<String, String> marked(Map<String, String> labels, String kind) {
        var all = new HashMap<>(labels);
        all.put(ContainerEngine.LABEL, kind);
        return all;
    }

    private static List<String> environment(Map<String, String> values) {
        var lines = new ArrayList<String>();
        values.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }
}
