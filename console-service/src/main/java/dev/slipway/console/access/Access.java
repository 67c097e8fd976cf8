package dev.slipway.console.access;

import dev.slipway.console.http.Problem;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Every request passes here: is the caller known, and has the role that the method says it needs? */
class Access {
    static final String ACTOR = "Slipway-Actor";
    private static final Logger LOG = Logger.getLogger(Access.class);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Response.StatusType MISDIRECTED = new Misdirected();

    private final Instance<Authentication> authentication;
    private final Instance<ConsoleConfig> config;
    private final Instance<Token> bootstrap;
    private final CurrentCaller current;

    /** Made before the configuration is read, so it asks for that when the first request comes. */
    Access(
            Instance<Authentication> authentication,
            Instance<ConsoleConfig> config,
            Instance<Token> bootstrap,
            CurrentCaller current) {
        this.authentication = authentication;
        this.config = config;
        this.bootstrap = bootstrap;
        this.current = current;
    }

    /** 421, which the API's own list lacks. */
    private static final class Misdirected implements Response.StatusType {
        @Override
        public int getStatusCode() {
            return 421;
        }

        @Override
        public Response.Status.Family getFamily() {
            return Response.Status.Family.CLIENT_ERROR;
        }

        @Override
        public String getReasonPhrase() {
            return "Misdirected Request";
        }
    }

    @ServerRequestFilter
    public @Nullable Response filter(ContainerRequestContext request, ResourceInfo resource) {
        String host = request.getUriInfo().getRequestUri().getHost();
        if (!LOOPBACK.contains(host) && !config.get().hosts().contains(host)) {
            return Problem.of(
                            MISDIRECTED,
                            "called as '%s', which is not a name of this console: add it to slipway.console.hosts if it is"
                                    .formatted(host))
                    .response();
        }
        Method method = resource.getResourceMethod();
        if (method.isAnnotationPresent(AllowedToAnybody.class)) {
            return null;
        }
        Caller caller = caller(request).orElse(null);
        if (caller == null) {
            LOG.warnf("denied: a stranger asked for %s", asked(request));
            return stranger(request);
        }
        Problem refusal = refusal(request, caller, method.getAnnotation(AllowedTo.class));
        if (refusal != null) {
            LOG.warnf("denied: %s asked for %s: %s", caller.actor(), asked(request), refusal.detail());
            return refusal.response();
        }
        current.is(caller);
        return null;
    }

    private static String asked(ContainerRequestContext request) {
        return request.getMethod() + " " + request.getUriInfo().getPath();
    }

    private Optional<Caller> caller(ContainerRequestContext request) {
        String shown = request.getHeaderString("Authorization");
        if (shown != null) {
            return shown.startsWith("Bearer ")
                    ? authentication
                            .get()
                            .byToken(shown.substring("Bearer ".length()).strip(), request.getHeaderString(ACTOR))
                    : Optional.empty();
        }
        Cookie cookie = request.getCookies().get(Authentication.COOKIE);
        return cookie == null ? Optional.empty() : authentication.get().bySession(cookie.getValue());
    }

    /** People are led to the login, programs are told what to send. */
    private Response stranger(ContainerRequestContext request) {
        String accepted = request.getHeaderString("Accept");
        if (request.getMethod().equals(HttpMethod.GET) && accepted != null && accepted.contains("text/html")) {
            String to = request.getUriInfo().getRequestUri().getRawPath();
            return Response.seeOther(
                            UriBuilder.fromPath("/login").queryParam("to", to).build())
                    .build();
        }
        Problem problem = Problem.of(
                Response.Status.UNAUTHORIZED,
                "send 'Authorization: Bearer …' with a token that is valid (slipway token create makes one; the first is in %s on the console's machine)"
                        .formatted(bootstrap.get().file()));
        return Response.fromResponse(problem.response())
                .header("WWW-Authenticate", "Bearer")
                .build();
    }

    private static @Nullable Problem refusal(
            ContainerRequestContext request, Caller caller, @Nullable AllowedTo needed) {
        if (needed == null) {
            return Problem.of(
                    Response.Status.FORBIDDEN, "nobody may call this: the console does not say which role it needs");
        }
        if (!caller.has(needed.value())) {
            return Problem.of(
                    Response.Status.FORBIDDEN,
                    "'%s' has %s, and this needs %s: ask an admin for a token with that role"
                            .formatted(
                                    caller.actor(),
                                    String.join(", ", caller.roles().names()),
                                    needed.value().wireName()));
        }
        boolean writes = !request.getMethod().equals(HttpMethod.GET)
                && !request.getMethod().equals(HttpMethod.HEAD);
        if (!writes) {
            return null;
        }
        if (caller.formMark() != null && !needed.checksForm()) {
            return Problem.of(
                    Response.Status.FORBIDDEN, "a login opens the pages; send 'Authorization: Bearer …' to the API");
        }
        return nameless(request, caller);
    }

    /** Who has the bootstrap token says who it is: that is written into the ledger. */
    private static @Nullable Problem nameless(ContainerRequestContext request, Caller caller) {
        if (!caller.bootstrap() || caller.formMark() != null || Authentication.isName(request.getHeaderString(ACTOR))) {
            return null;
        }
        return Problem.of(
                Response.Status.BAD_REQUEST,
                "send '%s: …' with who asks (letters, digits and . _ @ -, at most 64): it is written into the ledger"
                        .formatted(ACTOR));
    }

    @ServerResponseFilter
    public void answer(ContainerResponseContext response) {
        response.getHeaders().putSingle("Cache-Control", "no-store");
    }
}
