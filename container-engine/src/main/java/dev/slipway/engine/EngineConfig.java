package dev.slipway.engine;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine answers and how patient to be with it.
 *
 * @param host {@code unix:///path} or {@code tcp://host:port}
 * @param tlsDirectory folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem} for a TCP engine; null for plain access
 * @param maxConnections a full pool blocks its callers, so at least four for each parallel build and sixteen besides
 * @param callTimeout for calls that have no deadline of their own (inspect, create, start, remove)
 */
public record EngineConfig(URI host, @Nullable Path tlsDirectory, int maxConnections, Duration callTimeout) {
    private static final Set<String> SCHEMES = Set.of("unix", "tcp");

    public EngineConfig {
        if (host.getScheme() == null || !SCHEMES.contains(host.getScheme())) {
            throw new IllegalArgumentException(
                    "not an engine address: '%s' (expected unix:///path/to/docker.sock or tcp://host:port)"
                            .formatted(host));
        }
        if (maxConnections < 4) {
            throw new IllegalArgumentException(
                    "maxConnections is %d; one run alone holds up to three connections, so at least 4"
                            .formatted(maxConnections));
        }
        Limits.positive("callTimeout", callTimeout);
        if (tlsDirectory != null) {
            requireCertificates(tlsDirectory);
        }
    }

    /** Plain access with room for about a dozen parallel builds. */
    public static EngineConfig at(URI host) {
        return new EngineConfig(host, null, 64, Duration.ofSeconds(60));
    }

    public EngineConfig withTls(Path directory) {
        return new EngineConfig(host, directory, maxConnections, callTimeout);
    }

    public EngineConfig withMaxConnections(int connections) {
        return new EngineConfig(host, tlsDirectory, connections, callTimeout);
    }

    public EngineConfig withCallTimeout(Duration timeout) {
        return new EngineConfig(host, tlsDirectory, maxConnections, timeout);
    }

    /** The client library goes on in clear text when a file is missing; we refuse instead. */
    private static void requireCertificates(Path directory) {
        for (var name : List.of("ca.pem", "cert.pem", "key.pem")) {
            if (!Files.isReadable(directory.resolve(name))) {
                throw new IllegalArgumentException(
                        "TLS to the engine was asked for, but %s cannot be read; put ca.pem, cert.pem and key.pem there or leave the directory unset"
                                .formatted(directory.resolve(name)));
            }
        }
    }
}
