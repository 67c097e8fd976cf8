package dev.slipway.registry;

import java.time.Duration;
import java.util.Set;

/**
 * How to reach registries.
 *
 * @param plainHttpHosts hosts, written as in {@link Repository#host()}, that are spoken to without TLS;
 *     {@code name=address} for one that is reached at another address than images are named by
 * @param plainHttpOnLoopback whether 127.x.x.x, ::1 and localhost are too
 * @param responseTimeout the longest silence: until the answer starts, and between two pieces of a body. Uploads get
 *     more, by their size
 */
public record RegistryOptions(
        Credentials credentials,
        Set<String> plainHttpHosts,
        boolean plainHttpOnLoopback,
        Duration connectTimeout,
        Duration responseTimeout) {

    public RegistryOptions {
        plainHttpHosts = Set.copyOf(plainHttpHosts);
        requirePositive("connect timeout", connectTimeout);
        requirePositive("response timeout", responseTimeout);
    }

    /** Anonymous, TLS everywhere, five seconds to connect, thirty of silence. */
    public static RegistryOptions defaults() {
        return new RegistryOptions(
                Credentials.anonymous(), Set.of(), false, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    public RegistryOptions withCredentials(Credentials credentials) {
        return new RegistryOptions(credentials, plainHttpHosts, plainHttpOnLoopback, connectTimeout, responseTimeout);
    }

    public RegistryOptions withPlainHttp(Set<String> hosts) {
        return new RegistryOptions(credentials, hosts, plainHttpOnLoopback, connectTimeout, responseTimeout);
    }

    public RegistryOptions withPlainHttpOnLoopback() {
        return new RegistryOptions(credentials, plainHttpHosts, true, connectTimeout, responseTimeout);
    }

    public RegistryOptions withTimeouts(Duration connect, Duration response) {
        return new RegistryOptions(credentials, plainHttpHosts, plainHttpOnLoopback, connect, response);
    }

    private static void requirePositive(String what, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("%s is %s (expected more than zero)".formatted(what, duration));
        }
    }
}
