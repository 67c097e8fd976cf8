package dev.slipway.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A long-running container. Not restarted by the engine unless asked for, no new privileges, no capabilities but those named, bounded logs. Start
 * with {@link #named}.
 *
 * @param image {@code repository@sha256:…}; it must be in the engine's store
 * @param command replaces the image's command; empty keeps it
 * @param labels how to find it again, and the proof that a container of this name is ours
 * @param network null for the engine's default bridge
 * @param user {@code uid[:gid]}; null keeps the image's
 * @param capabilities Linux capabilities to leave, such as {@code NET_BIND_SERVICE}; all others are dropped
 * @param keptRunning the engine starts it again when it ends by itself, and after a restart of its own
 */
public record ContainerSpec(
        String name,
        String image,
        List<String> command,
        Map<String, String> env,
        Map<String, String> labels,
        List<PortPublication> ports,
        List<BindMount> mounts,
        @Nullable String network,
        @Nullable String user,
        Set<String> capabilities,
        boolean readOnlyRoot,
        Resources resources,
        boolean keptRunning) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,126}");

    /** What a container may use. Log files are kept by the engine: at most {@code logFiles} of {@code logFileBytes} each. */
    public record Resources(long memoryBytes, long pidsLimit, double cpus, long logFileBytes, int logFiles) {
        public Resources {
            Limits.positive("memoryBytes", memoryBytes);
            Limits.positive("pidsLimit", pidsLimit);
            Limits.positive("cpus", cpus);
            Limits.positive("logFileBytes", logFileBytes);
            Limits.positive("logFiles", logFiles);
        }

        /** 512 MiB, 512 processes, two CPUs, three log files of 10 MiB. */
        public static Resources standard() {
            return new Resources(512L << 20, 512, 2.0, 10L << 20, 3);
        }

        public Resources withMemoryBytes(long bytes) {
            return new Resources(bytes, pidsLimit, cpus, logFileBytes, logFiles);
        }

        public Resources withCpus(double count) {
            return new Resources(memoryBytes, pidsLimit, count, logFileBytes, logFiles);
        }
    }

    public ContainerSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a container name: '%s' (expected %s)".formatted(name, NAME));
        }
        if (labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "container %s has no label; without one it cannot be told from a stranger's".formatted(name));
        }
        command = List.copyOf(command);
        env = Map.copyOf(env);
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
        mounts = List.copyOf(mounts);
        capabilities = Set.copyOf(capabilities);
    }

    public static ContainerSpec named(String name, String image, Map<String, String> labels) {
        return new ContainerSpec(
                name,
                image,
                List.of(),
                Map.of(),
                labels,
                List.of(),
                List.of(),
                null,
                null,
                Set.of(),
                false,
                Resources.standard(),
                false);
    }

    public ContainerSpec withCommand(String... words) {
        return new ContainerSpec(
                name,
                image,
                List.of(words),
                env,
                labels,
                ports,
                mounts,
                network,
                user,
                capabilities,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withEnv(Map<String, String> values) {
        return new ContainerSpec(
                name,
                image,
                command,
                values,
                labels,
                ports,
                mounts,
                network,
                user,
                capabilities,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withPorts(PortPublication... publications) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                List.of(publications),
                mounts,
                network,
                user,
                capabilities,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withMounts(BindMount... binds) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                List.of(binds),
                network,
                user,
                capabilities,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withNetwork(@Nullable String joined) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                mounts,
                joined,
                user,
                capabilities,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withUser(@Nullable String runAs) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                mounts,
                network,
                runAs,
                capabilities,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withCapabilities(Set<String> left) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                mounts,
                network,
                user,
                left,
                readOnlyRoot,
                resources,
                keptRunning);
    }

    public ContainerSpec withReadOnlyRoot(boolean readOnly) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                mounts,
                network,
                user,
                capabilities,
                readOnly,
                resources,
                keptRunning);
    }

    public ContainerSpec withResources(Resources allowed) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                mounts,
                network,
                user,
                capabilities,
                readOnlyRoot,
                allowed,
                keptRunning);
    }

    public ContainerSpec withKeptRunning(boolean kept) {
        return new ContainerSpec(
                name,
                image,
                command,
                env,
                labels,
                ports,
                mounts,
                network,
                user,
                capabilities,
                readOnlyRoot,
                resources,
                kept);
    }
}
