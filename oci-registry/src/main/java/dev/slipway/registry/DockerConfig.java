package dev.slipway.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The logins under {@code auths} in a {@code config.json} as {@code docker login} writes it. Logins kept by credential
 * helpers are not in that file; asking for one fails rather than going on without a login.
 */
public final class DockerConfig implements Credentials {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Login> logins;
    private final Map<String, String> helpers;

    private DockerConfig(Path file, Map<String, Login> logins, Map<String, String> helpers) {
        this.file = file;
        this.logins = Map.copyOf(logins);
        this.helpers = Map.copyOf(helpers);
    }

    /**
     * The logins in the file that a setting names; none where it names no file.
     *
     * @throws UncheckedIOException in the setting's name, where the file cannot be used
     */
    public static DockerConfig named(String setting, Optional<Path> file) {
        try {
            return file.isPresent() ? read(file.get()) : new DockerConfig(Path.of(""), Map.of(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be used: %s".formatted(setting, e.getMessage()), e);
        }
    }

    public static DockerConfig read(Path file) throws IOException {
        JsonNode document;
        try {
            document = JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException("%s is not there; write it with docker login".formatted(file), e);
        } catch (AccessDeniedException e) {
            throw new IOException("%s is not for this user to read; change its owner or mode".formatted(file), e);
        } catch (JacksonException e) {
            // Jackson's own message may quote the file, and with it a password
            throw new IOException("%s is not JSON (line %d); write it with docker login"
                    .formatted(file, e.getLocation().getLineNr()));
        }
        var logins = new HashMap<String, Login>();
        var helpers = new HashMap<String, String>();
        for (var helper : document.path("credHelpers").properties()) {
            helpers.put(hostOf(helper.getKey()), helper.getValue().asText());
        }
        var store = document.path("credsStore").asText("");
        for (var entry : document.path("auths").properties()) {
            var host = hostOf(entry.getKey());
            var auth = entry.getValue().path("auth").asText("");
            if (!auth.isEmpty()) {
                logins.put(host, decode(file, host, auth));
            } else if (!store.isEmpty()) {
                helpers.putIfAbsent(host, store);
            }
        }
        return new DockerConfig(file, logins, helpers);
    }

    private static Login decode(Path file, String host, String auth) throws IOException {
        try {
            var pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            var colon = pair.indexOf(':');
            if (colon > 0) {
                return new Login(pair.substring(0, colon), pair.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            // not base64: said below, without the text
        }
        throw new IOException("%s: the login of %s is not base64 of user:password; run docker login %s again"
                .formatted(file, host, host));
    }

    /** Keys are hosts or, in older files, addresses such as {@code https://index.docker.io/v1/}. */
    private static String hostOf(String key) {
        var host = key.replaceFirst("^https?://", "").replaceFirst("/.*$", "").toLowerCase(Locale.ROOT);
        return host.equals("index.docker.io") ? "docker.io" : host;
    }

    /** The logins that are in the file itself, by registry. */
    public Map<String, Login> logins() {
        return logins;
    }

    @Override
    public Optional<Login> forHost(String host) throws RegistryFailure {
        var login = logins.get(host);
        if (login == null && helpers.containsKey(host)) {
            throw new RegistryFailure.Unauthorized(
                    "%s leaves the login of %s to docker-credential-%s, which is not supported; put it under auths"
                            .formatted(file, host, helpers.get(host)));
        }
        return Optional.ofNullable(login);
    }

    @Override
    public String toString() {
        return "DockerConfig[" + file + "]";
    }
}
