package dev.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Bearer tokens, fetched where a challenge points and kept until shortly before they expire. */
final class Tokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_READ = 1024 * 1024;

    /** What the protocol says a token lasts when its server does not. */
    private static final long DEFAULT_SECONDS = 60;

    /** A token must outlive the request it is sent with. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private record Key(String host, Scopes scopes) {}

    private record Token(String value, Instant usableUntil) {}

    private final Wire wire;
    private final InstantSource clock;
    private final Map<Key, Token> kept = new ConcurrentHashMap<>();

    Tokens(Wire wire, InstantSource clock) {
        this.wire = wire;
        this.clock = clock;
    }

    Optional<String> known(String host, Scopes scopes) {
        var token = kept.get(new Key(host, scopes));
        return token == null || !clock.instant().isBefore(token.usableUntil())
                ? Optional.empty()
                : Optional.of(token.value());
    }

    String fetch(String host, Scopes scopes, Challenge challenge, @Nullable Login login) throws RegistryFailure {
        var wanted = scopes.and(Scopes.parse(challenge.parameter("scope").orElse("")));
        var call = Call.of("GET", address(host, challenge, wanted), Map.of("Accept", "application/json"));
        try (var answer = wire.send(call, login == null ? null : login.basic())) {
            var document = parse(call, answer.expect(200).bytes(MOST_READ));
            var value =
                    document.path("token").asText(document.path("access_token").asText(""));
            if (value.isEmpty()) {
                throw new RegistryFailure.Corrupt("%s answered 200 without a token".formatted(call));
            }
            var seconds = Math.max(0, document.path("expires_in").asLong(DEFAULT_SECONDS));
            kept.put(
                    new Key(host, scopes),
                    new Token(value, clock.instant().plusSeconds(seconds).minus(MARGIN)));
            return value;
        }
    }

    private static URI address(String host, Challenge challenge, Scopes scopes) throws RegistryFailure {
        var realm = challenge.parameter("realm").orElse("");
        try {
            var address = URI.create(realm);
            var service = challenge.parameter("service");
            if (service.isPresent()) {
                address = Urls.withParameter(address, "service", service.get());
            }
            for (var scope : scopes.values()) {
                address = Urls.withParameter(address, "scope", scope);
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new RegistryFailure.Corrupt(
                    "%s demands a token but names no readable place to get one: realm '%s'".formatted(host, realm));
        }
    }

    private static JsonNode parse(Call call, byte[] bytes) throws RegistryFailure {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            // the text itself may hold a token and is not repeated
            throw new RegistryFailure.Corrupt("%s answered 200 with something that is not JSON".formatted(call));
        }
    }
}
