package dev.slipway.deployer.proxy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file, with two places for servers. It always says what the runtime is told, weights included, so that
 * a restarted proxy comes back as it was.
 */
final class HaproxyConfig {
    /** Inside the container. */
    static final String FOLDER = "/run/slipway";

    static final int PORT = 8080;
    static final int ALL = 100;
    private static final String NOWHERE = "127.0.0.1:1";
    private static final Pattern SERVER =
            Pattern.compile("^ {4}server (blue|green) ([^ :]+):(\\d+) weight (\\d+)( disabled)?$", Pattern.MULTILINE);

    private HaproxyConfig() {}

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

    /** A server and its share of the traffic in percent. */
    record Server(Backend backend, int weight) {}

    /** The two places; null is an empty one. */
    record Places(@Nullable Server blue, @Nullable Server green) {
        static final Places EMPTY = new Places(null, null);

        @Nullable
        Server at(Place place) {
            return place == Place.BLUE ? blue : green;
        }

        Optional<Place> of(Backend backend) {
            return Stream.of(Place.values())
                    .filter(place -> {
                        Server server = at(place);
                        return server != null && server.backend().equals(backend);
                    })
                    .findFirst();
        }

        /** Where a new server goes: an empty place, else the one with less traffic. */
        Place free() {
            if (blue == null || green == null) {
                return blue == null ? Place.BLUE : Place.GREEN;
            }
            return blue.weight() <= green.weight() ? Place.BLUE : Place.GREEN;
        }

        Places with(Place place, @Nullable Server server) {
            return place == Place.BLUE ? new Places(server, green) : new Places(blue, server);
        }
    }

    /**
     * A request that failed before an answer began is tried on the other server at once; one that may have had an effect
     * is not tried twice.
     */
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
                    option redispatch 1
                    retries 3
                    retry-on conn-failure empty-response response-timeout
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    timeout http-request 10s
                frontend callers
                    bind :%d
                    http-request disable-l7-retry unless METH_GET
                    default_backend app
                backend app
                    balance roundrobin
                %s%s""".formatted(FOLDER, PORT, line(places, Place.BLUE), line(places, Place.GREEN));
    }

    private static String line(Places places, Place place) {
        Server server = places.at(place);
        return server == null
                ? "    server %s %s weight 0 disabled%n".formatted(place.server(), NOWHERE)
                : "    server %s %s weight %d%n".formatted(place.server(), server.backend(), server.weight());
    }

    static Places parse(String text) {
        Places places = Places.EMPTY;
        Matcher server = SERVER.matcher(text);
        while (server.find()) {
            if (server.group(5) == null) {
                Place place = server.group(1).equals("blue") ? Place.BLUE : Place.GREEN;
                Backend backend = new Backend(server.group(2), Integer.parseInt(server.group(3)));
                places = places.with(place, new Server(backend, Integer.parseInt(server.group(4))));
            }
        }
        return places;
    }
}
