package dev.slipway.registry;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A named collection of images in one registry, for example {@code 127.0.0.1:5000/shop/api}. The host is always written
 * out: there is no default registry that a typing error could reach.
 */
public record Repository(String host, String path) {
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?|\\[[0-9a-f:]+])(?::[0-9]{1,5})?");
    private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final int LONGEST_PATH = 255;

    public Repository {
        host = host.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "not a registry host: '%s' (expected host or host:port)".formatted(host));
        }
        if (path.length() > LONGEST_PATH || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "not a repository path: '%s' (expected lower-case names parted by '/', at most %d characters, without tag or digest)"
                            .formatted(path, LONGEST_PATH));
        }
    }

    public static Repository parse(String name) {
        var slash = name.indexOf('/');
        var host = slash < 0 ? "" : name.substring(0, slash);
        if (!looksLikeHost(host)) {
            throw new IllegalArgumentException(
                    "no registry in '%s' (expected host[:port]/path, for example registry.example.com/shop/api)"
                            .formatted(name));
        }
        return new Repository(host, name.substring(slash + 1));
    }

    /** {@code shop/api} is a path without a host; only a dot, a port or localhost tells one from the other. */
    private static boolean looksLikeHost(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equalsIgnoreCase("localhost");
    }

    @Override
    public String toString() {
        return host + "/" + path;
    }
}
