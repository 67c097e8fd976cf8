package dev.slipway.registry;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests to registries, logged in as far as each registry demands. A login is shown only to the registry it belongs to
 * (Basic) or to the token server that this registry names (Bearer), and only once it has been asked for.
 */
final class RegistryHttp implements AutoCloseable {
    private final Wire wire;
    private final Credentials credentials;
    private final Tokens tokens;

    /** Registries that asked for Basic once; spares every later request its first refusal. */
    private final Map<String, String> basic = new ConcurrentHashMap<>();

    RegistryHttp(RegistryOptions options) {
        this.wire = new Wire(options);
        this.credentials = options.credentials();
        this.tokens = new Tokens(wire, InstantSource.system());
    }

    URI uri(Repository repository, String rest) {
        return wire.base(repository.host()).resolve(repository.path() + "/" + rest);
    }

    URI base(String host) {
        return wire.base(host);
    }

    Answer send(String host, Scopes scopes, Call call) throws RegistryFailure {
        if (!Urls.sameOrigin(call.uri(), wire.base(host))) {
            return wire.send(call, null);
        }
        var shown = Optional.ofNullable(basic.get(host))
                .or(() -> tokens.known(host, scopes).map(token -> "Bearer " + token))
                .orElse(null);
        var answer = wire.send(call, shown);
        if (answer.status() != 401 || !answer.fromHostAsked()) {
            return answer;
        }
        try (answer) {
            var authorization = logIn(host, scopes, answer);
            if (authorization == null || authorization.equals(shown)) {
                throw answer.failure();
            }
            return wire.send(call, authorization);
        }
    }

    private @Nullable String logIn(String host, Scopes scopes, Answer refusal) throws RegistryFailure {
        var challenges = Challenge.parse(refusal.headers("WWW-Authenticate"));
        var login = credentials.forHost(host).orElse(null);
        for (var challenge : challenges) {
            if (challenge.scheme().equals("bearer")) {
                return "Bearer " + tokens.fetch(host, scopes, challenge, login);
            }
        }
        var offersBasic = challenges.stream().anyMatch(one -> one.scheme().equals("basic"));
        if (!offersBasic || login == null) {
            return null;
        }
        basic.put(host, login.basic());
        return login.basic();
    }

    @Override
    public void close() {
        wire.close();
    }
}
