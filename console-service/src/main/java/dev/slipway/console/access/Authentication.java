package dev.slipway.console.access;

import dev.slipway.ledger.AccessTokens;
import dev.slipway.ledger.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who is asking, from a token or from a session. */
@ApplicationScoped
public class Authentication {

    public static final String COOKIE = "slipway-session";

    static final String UNNAMED = "bootstrap";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

    private final Token bootstrap;
    private final AccessTokens tokens;
    private final Sessions sessions;
    private final ConsoleConfig config;

    Authentication(Token bootstrap, AccessTokens tokens, Sessions sessions, ConsoleConfig config) {
        this.bootstrap = bootstrap;
        this.tokens = tokens;
        this.sessions = sessions;
        this.config = config;
    }

    /** Whether a text can be an actor's name. */
    public static boolean isName(@Nullable String text) {
        return text != null && NAME.matcher(text).matches();
    }

    /** @param named who asks, believed only with the bootstrap token */
    Optional<Caller> byToken(String shown, @Nullable String named) {
        if (bootstrap.is(shown)) {
            return Optional.of(Caller.bootstrap(named != null && isName(named) ? named : UNNAMED));
        }
        return shown.startsWith(Secrets.TOKEN_PREFIX)
                ? tokens.use(Secrets.hash(shown)).map(Caller::of)
                : Optional.empty();
    }

    /** Opens a session and gives its secret, for the cookie; nothing if the token opens nothing. */
    public Optional<String> login(String token, @Nullable String named) {
        return byToken(token, named).map(caller -> {
            String secret = Secrets.next();
            sessions.open(
                    Secrets.hash(secret), new Sessions.Session(Secrets.hash(token), caller.actor()), config.session());
            return secret;
        });
    }

    public void logout(String secret) {
        sessions.close(Secrets.hash(secret));
    }

    /** The caller of a session whose token still opens what it did. */
    Optional<Caller> bySession(String secret) {
        return sessions.find(Secrets.hash(secret)).flatMap(this::caller).map(caller -> caller.inSession(mark(secret)));
    }

    private Optional<Caller> caller(Sessions.Session session) {
        if (MessageDigest.isEqual(session.tokenHash(), bootstrap.hash())) {
            return Optional.of(Caller.bootstrap(session.actor()));
        }
        return tokens.use(session.tokenHash()).map(Caller::of);
    }

    /** Follows from the session's secret, which pages never show; so a form from elsewhere cannot have it. */
    private static String mark(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Secrets.hash("form of " + secret));
    }

    /** Whether a form carries the mark of its session. */
    public static boolean isMark(Caller caller, @Nullable String shown) {
        String mark = caller.formMark();
        return mark != null
                && shown != null
                && MessageDigest.isEqual(mark.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }
}
