package dev.slipway.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which hosts may be spoken to without TLS. Names are compared as written; nothing is looked up. */
record PlainHttp(Set<String> hosts, boolean onLoopback) {
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?");

    boolean allowed(String authority) {
        var host = authority.toLowerCase(Locale.ROOT);
        return hosts.contains(host) || (onLoopback && LOOPBACK.matcher(host).matches());
    }

    URI base(String host) {
        var server = host.equals("docker.io") ? "registry-1.docker.io" : host;
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
