package dev.slipway.deployer.proxy;

import org.jspecify.annotations.Nullable;

/**
 * The configuration file, with two places for servers: one has the traffic while the other is filled. It always says
 * what the runtime has been told, so that a restarted proxy comes back as it was.
 */
final class HaproxyConfig {
    /** Inside the container. */
    static final String FOLDER = "/run/slipway";

    static final int PORT = 8080;
    private static final String NOWHERE = "127.0.0.1:1";

    private HaproxyConfig() {}

    /** The two places; null is an empty one. */
    record Places(@Nullable Backend blue, @Nullable Backend green, Place active) {
        @Nullable
        Backend at(Place place) {
            return place == Place.BLUE ? blue : green;
        }

        Places switchedTo(Place place, Backend backend) {
            return place == Place.BLUE ? new Places(backend, green, place) : new Places(blue, backend, place);
        }
    }

    enum Place {
        BLUE,
        GREEN;

        Place other() {
            return this == BLUE ? GREEN : BLUE;
        }

        String server() {
            return this == BLUE ? "blue" : "green";
        }
    }

    static String text(Places places) {
        return """
                # Written by Slipway's deployer; changes made by hand are lost at the next deployment.
                global
                    stats socket %s/admin.sock mode 600 level admin
                    log stdout format raw local0 notice
                defaults
                    mode http
                    log global
                    option httplog
                    option redispatch
                    retries 3
                    retry-on conn-failure empty-response response-timeout
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    timeout http-request 10s
                frontend callers
                    bind :%d
                    default_backend app
                backend app
                %s%s""".formatted(FOLDER, PORT, line(places, Place.BLUE), line(places, Place.GREEN));
    }

    private static String line(Places places, Place place) {
        Backend backend = places.at(place);
        boolean on = backend != null && places.active() == place;
        return "    server %s %s%s%n"
                .formatted(place.server(), backend == null ? NOWHERE : backend, on ? "" : " disabled");
    }
}
