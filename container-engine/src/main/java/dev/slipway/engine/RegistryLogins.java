package dev.slipway.engine;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Logins as the engine takes them in request headers: JSON in base64. */
final class RegistryLogins {
    private static final String DOCKER_HUB = "https://index.docker.io/v1/";

    private RegistryLogins() {}

    /** The engine insists on the header for a push, with an empty object where there is no login. */
    static String header(String repository, @Nullable RegistryCredentials credentials) {
        var fields = credentials == null
                ? Map.of()
                : Map.of(
                        "username", credentials.username(),
                        "password", credentials.password(),
                        "serveraddress", repository.split("/", 2)[0]);
        return encoded(fields);
    }

    /** For the classic builder, which is given every login before it knows which base images it needs. */
    static String header(Map<String, RegistryCredentials> logins) {
        var all = new TreeMap<String, Object>();
        logins.forEach((host, login) -> all.put(
                host.equals("docker.io") ? DOCKER_HUB : host,
                Map.of("username", login.username(), "password", login.password())));
        return encoded(all);
    }

    private static String encoded(Object fields) {
        return Base64.getUrlEncoder().encodeToString(Query.json(fields).getBytes(StandardCharsets.UTF_8));
    }
}
