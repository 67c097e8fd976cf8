package dev.slipway.engine;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import java.util.List;
import java.util.Map;

/** What a container may do on its host. Both kinds start from the same closed door. */
final class HostLimits {
    private static final double NANO = 1e9;

    private HostLimits() {}

    /** A run keeps no log on the host: its output is read while it is written. */
    static HostConfig of(RunSpec spec) {
        return closed(spec.memoryBytes(), spec.pidsLimit(), spec.cpus())
                .withNetworkMode("none")
                .withReadonlyRootfs(true)
                .withTmpFs(
                        "/tmp".equals(spec.resultFolder())
                                ? Map.of()
                                : Map.of("/tmp", "rw,nosuid,nodev,size=" + spec.tmpBytes()))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    }

    static HostConfig of(ContainerSpec spec) {
        var resources = spec.resources();
        var host = closed(resources.memoryBytes(), resources.pidsLimit(), resources.cpus())
                .withCapAdd(
                        spec.capabilities().stream().map(Capability::valueOf).toArray(Capability[]::new))
                .withReadonlyRootfs(spec.readOnlyRoot())
                .withPortBindings(ports(spec.ports()))
                .withBinds(spec.mounts().stream().map(HostLimits::bind).toList())
                .withLogConfig(new LogConfig(
                        LogConfig.LoggingType.JSON_FILE,
                        Map.of(
                                "max-size", Long.toString(resources.logFileBytes()),
                                "max-file", Integer.toString(resources.logFiles()))));
        if (spec.keptRunning()) {
            host.withRestartPolicy(RestartPolicy.unlessStoppedRestart());
        }
        return spec.network() == null ? host : host.withNetworkMode(spec.network());
    }

    /** Swap equal to memory means no swap: a container over its limit is killed, not slowed. */
    private static HostConfig closed(long memoryBytes, long pidsLimit, double cpus) {
        return HostConfig.newHostConfig()
                .withMemory(memoryBytes)
                .withMemorySwap(memoryBytes)
                .withPidsLimit(pidsLimit)
                .withNanoCPUs(Math.round(cpus * NANO))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withRestartPolicy(RestartPolicy.noRestart());
    }

    private static Ports ports(List<PortPublication> publications) {
        var ports = new Ports();
        for (var each : publications) {
            ports.bind(
                    ExposedPort.tcp(each.containerPort()),
                    each.hostPort() == 0
                            ? Ports.Binding.bindIp(each.hostIp())
                            : Ports.Binding.bindIpAndPort(each.hostIp(), each.hostPort()));
        }
        return ports;
    }

    private static Bind bind(BindMount mount) {
        return new Bind(
                mount.hostPath().toString(),
                new Volume(mount.containerPath()),
                mount.readOnly() ? AccessMode.ro : AccessMode.rw);
    }
}
