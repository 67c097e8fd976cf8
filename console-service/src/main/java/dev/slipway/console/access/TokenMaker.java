package dev.slipway.console.access;

import dev.slipway.ledger.AccessTokenView;
import dev.slipway.ledger.AccessTokens;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.EnvironmentName;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes tokens. The secret is given out once and kept nowhere. */
@ApplicationScoped
public class TokenMaker {
    private static final Logger LOG = Logger.getLogger(TokenMaker.class);

    private final AccessTokens tokens;
    private final ConsoleConfig config;

    TokenMaker(AccessTokens tokens, ConsoleConfig config) {
        this.tokens = tokens;
        this.config = config;
    }

    /**
     * A token that was made.
     *
     * @param token the secret
     */
    public record Made(String token, AccessTokenView view) {}

    /** Nothing if there is one of this name; IllegalArgumentException says what is wrong with the wish. */
    public Optional<Made> make(AccessTokens.NewToken wish, String by) {
        if (!Authentication.isName(wish.name())) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a token (wanted: letters, digits and . _ @ -, at most 64)"
                            .formatted(wish.name()));
        }
        Roles roles = Roles.parse(wish.roles());
        wish.apps().forEach(AppName::new);
        wish.environments().forEach(EnvironmentName::new);
        Duration longest = config.maxTokenLife();
        if (wish.life().toSeconds() < 1 || wish.life().compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "a life of %s is not possible (wanted: up to %d days)".formatted(wish.life(), longest.toDays()));
        }
        String secret = Secrets.TOKEN_PREFIX + Secrets.next();
        AccessTokens.NewToken token =
                new AccessTokens.NewToken(wish.name(), roles.names(), wish.apps(), wish.environments(), wish.life());
        Optional<Made> made = tokens.create(token, Secrets.hash(secret), by).map(view -> new Made(secret, view));
        made.ifPresent(one -> LOG.infof("token '%s' (%s) made by %s", wish.name(), roles.names(), by));
        return made;
    }

    public List<AccessTokenView> list() {
        return tokens.list();
    }

    public boolean revoke(UUID id, String by) {
        boolean revoked = tokens.revoke(id, by);
        if (revoked) {
            LOG.infof("token %s revoked by %s", id, by);
        }
        return revoked;
    }
}
