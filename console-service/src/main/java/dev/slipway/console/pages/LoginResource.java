package dev.slipway.console.pages;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.AllowedToAnybody;
import dev.slipway.console.access.Authentication;
import dev.slipway.console.access.CurrentCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a token to a session, and out again. */
@Path("/")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
@RunOnVirtualThread
class LoginResource {
    private final Authentication authentication;
    private final CurrentCaller caller;
    private final Renderer renderer;

    LoginResource(Authentication authentication, CurrentCaller caller, Renderer renderer) {
        this.authentication = authentication;
        this.caller = caller;
        this.renderer = renderer;
    }

    /** The login. */
    record View(String to, @Nullable String problem) {}

    @AllowedToAnybody
    @GET
    @Path("login")
    public String form(@QueryParam("to") @Nullable String to) {
        return renderer.page("login", Shell.stranger("Log in"), new View(own(to), null));
    }

    @AllowedToAnybody
    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response login(
            @FormParam("token") @Nullable String token,
            @FormParam("name") @Nullable String name,
            @FormParam("to") @Nullable String to,
            @HeaderParam("Sec-Fetch-Site") @Nullable String from,
            @Context UriInfo uri) {
        if (from != null && !from.equals("same-origin") && !from.equals("none")) {
            return again(Response.Status.FORBIDDEN, to, "This form was sent from another site.");
        }
        String actor = name == null || name.isBlank() ? null : name.strip();
        if (actor != null && !Authentication.isName(actor)) {
            return again(
                    Response.Status.BAD_REQUEST, to, "A name has letters, digits and . _ @ -, at most 64 of them.");
        }
        Optional<String> session = token == null ? Optional.empty() : authentication.login(token.strip(), actor);
        if (session.isEmpty()) {
            return again(
                    Response.Status.UNAUTHORIZED, to, "This token opens nothing: it is mistyped, expired or revoked.");
        }
        return Response.seeOther(URI.create(own(to)))
                .cookie(cookie(session.get(), -1, uri))
                .build();
    }

    private Response again(Response.Status status, @Nullable String to, String problem) {
        return renderer.response(status, "login", Shell.stranger("Log in"), new View(own(to), problem));
    }

    @AllowedTo(value = AccessRole.VIEWER, checksForm = true)
    @POST
    @Path("logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response logout(
            @FormParam("mark") @Nullable String mark,
            @CookieParam(Authentication.COOKIE) @Nullable String session,
            @Context UriInfo uri) {
        FormMark.check(caller.get(), mark);
        if (session != null) {
            authentication.logout(session);
        }
        return Response.seeOther(URI.create("/login"))
                .cookie(cookie("", 0, uri))
                .build();
    }

    private static NewCookie cookie(String value, int maxAge, UriInfo uri) {
        return new NewCookie.Builder(Authentication.COOKIE)
                .value(value)
                .path("/")
                .maxAge(maxAge)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .secure("https".equals(uri.getRequestUri().getScheme()))
                .build();
    }

    /** Only ways inside this console; everything else leads to the front. */
    private static String own(@Nullable String to) {
        return to != null && to.matches("/(?:[A-Za-z0-9._~:%-]+/?)*") ? to : "/";
    }
}
