package dev.slipway.registry;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Addresses as this package compares, extends and prints them. */
final class Urls {
    private Urls() {}

    /** Without the query, which in a redirect to object storage is a signature that grants access. */
    static String shown(URI uri) {
        var text = uri.toString();
        var end = text.indexOf('?');
        return end < 0 ? text : text.substring(0, end);
    }

    static boolean sameOrigin(URI one, URI other) {
        return origin(one).equals(origin(other));
    }

    private static String origin(URI uri) {
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        var port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** Upload locations and token realms come with or without a query of their own, which must stay as it is. */
    static URI withParameter(URI uri, String name, String value) {
        var join = uri.getRawQuery() == null ? "?" : "&";
        return URI.create(uri + join + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
