package dev.slipway.console;

import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Nothing is answered to a caller without the token, and nothing is written for one without a name. */
@Provider
class Access implements ContainerRequestFilter, ContainerResponseFilter {
    static final String ACTOR = "Slipway-Actor";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Response.StatusType MISDIRECTED = new Misdirected();

    private final Token token;
    private final Instance<ConsoleConfig> config;

    /** Made before the configuration is read, so it asks for that when the first request comes. */
    Access(Token token, Instance<ConsoleConfig> config) {
        this.token = token;
        this.config = config;
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

    @Override
    public void filter(ContainerRequestContext request) {
        Problem problem = problem(request);
        if (problem != null) {
            Response.ResponseBuilder answer = Response.fromResponse(problem.response());
            if (problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
                answer.header("WWW-Authenticate", "Bearer");
            }
            request.abortWith(answer.build());
        }
    }

    private @Nullable Problem problem(ContainerRequestContext request) {
        String host = request.getUriInfo().getRequestUri().getHost();
        if (!LOOPBACK.contains(host) && !config.get().hosts().contains(host)) {
            return Problem.of(
                    MISDIRECTED,
                    "called as '%s', which is not a name of this console: add it to slipway.console.hosts if it is"
                            .formatted(host));
        }
        String shown = request.getHeaderString("Authorization");
        if (shown == null
                || !shown.startsWith("Bearer ")
                || !token.is(shown.substring("Bearer ".length()).strip())) {
            return Problem.of(
                    Response.Status.UNAUTHORIZED,
                    "send 'Authorization: Bearer …' with the token in %s on the console's machine"
                            .formatted(token.file()));
        }
        String actor = request.getHeaderString(ACTOR);
        boolean writes = !request.getMethod().equals(HttpMethod.GET)
                && !request.getMethod().equals(HttpMethod.HEAD);
        if (writes && (actor == null || !NAME.matcher(actor).matches())) {
            return Problem.of(
                    Response.Status.BAD_REQUEST,
                    "send '%s: …' with who asks (letters, digits and . _ @ -, at most 64): it is written into the ledger"
                            .formatted(ACTOR));
        }
        return null;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle("Cache-Control", "no-store");
        response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
    }
}
