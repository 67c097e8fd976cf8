package dev.slipway.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which hosts may be spoken to without TLS. Names are compared as written; nothing is looked up. An entry
 * {@code name=address} is for a registry that is reached at another address than the one images are named by.
 */
record PlainHttp(Set<String> hosts, boolean onLoopback) {
    private static final Pattern ENTRY = Pattern.compile("[^=/\\s]+(?:=[^=/\\s]+)?");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?");

    PlainHttp {
        hosts = hosts.stream().map(PlainHttp::checked).collect(Collectors.toUnmodifiableSet());
    }

    private static String checked(String entry) {
        if (!ENTRY.matcher(entry).matches()) {
            throw new IllegalArgumentException(
                    "not a plain HTTP host: '%s' (expected host:port, or name=host:port where images name another)"
                            .formatted(entry));
        }
        return entry.toLowerCase(Locale.ROOT);
    }

    boolean allowed(String authority) {
        var host = authority.toLowerCase(Locale.ROOT);
        return hosts.contains(host)
                || hosts.stream().anyMatch(entry -> entry.endsWith("=" + host))
                || (onLoopback && LOOPBACK.matcher(host).matches());
    }

    private String reachedAt(String name) {
        return hosts.stream()
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .findFirst()
                .orElse(name);
    }

    URI base(String host) {
        var server = host.equals("docker.io") ? "registry-1.docker.io" : reachedAt(host);
        return URI.create((allowed(server) ? "http" : "https") + "://" + server + "/v2/");
    }

    void check(URI uri) throws RegistryFailure {
        var authority = uri.getRawAuthority();
        if (uri.getHost() == null || authority == null || uri.getRawUserInfo() != null) {
            throw new RegistryFailure.Corrupt("led to %s, which is no address of a server".formatted(Urls.shown(uri)));
        }
        if ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && allowed(authority))) {
            return;
        }
        throw new RegistryFailure.Corrupt(
                "led to %s, where only https is allowed; if plain HTTP is meant, add %s to the plain HTTP hosts"
                        .formatted(Urls.shown(uri), authority));
    }
}
