package dev.slipway.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.access.TokenMaker;
import dev.slipway.console.http.JsonBodies;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.AccessTokenView;
import dev.slipway.ledger.AccessTokens;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Who has a key. Making and revoking are once-only by name and by id: asked again, they change nothing. */
@Path("/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class TokensResource {
    private static final long DEFAULT_DAYS = 90;

    private final TokenMaker tokens;
    private final CurrentCaller caller;

    TokensResource(TokenMaker tokens, CurrentCaller caller) {
        this.tokens = tokens;
        this.caller = caller;
    }

    /** Tokens without their secrets. */
    record TokenList(List<AccessTokenView> tokens) {}

    /** What was done. */
    record Revoked(UUID id, String done) {}

    @AllowedTo(AccessRole.ADMIN)
    @GET
    public TokenList list() {
        return new TokenList(tokens.list());
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Token.class)))
    @AllowedTo(AccessRole.ADMIN)
    @POST
    public Response create(byte[] body) {
        JsonNode wish = JsonBodies.object(body, "name", "roles", "apps", "environments", "days");
        try {
            return tokens.make(read(wish), caller.get().actor())
                    .map(made -> Response.status(Response.Status.CREATED)
                            .entity(made)
                            .build())
                    .orElseThrow(() -> Problem.exception(
                            Response.Status.CONFLICT,
                            "there is a token named '%s': the name is who acts, so revoke that first, or take another"
                                    .formatted(wish.path("name").asText())));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static AccessTokens.NewToken read(JsonNode wish) {
        JsonNode days = wish.path("days");
        if (!days.isMissingNode() && !days.canConvertToInt()) {
            throw Problem.badRequest("'days' is %s (wanted: how many days it is to live)".formatted(days));
        }
        return new AccessTokens.NewToken(
                JsonBodies.text(wish, "name", "who will act with it"),
                JsonBodies.texts(wish, "roles", "a list of roles"),
                JsonBodies.texts(wish, "apps", "a list of apps"),
                JsonBodies.texts(wish, "environments", "a list of environments"),
                Duration.ofDays(days.asLong(DEFAULT_DAYS)));
    }

    @AllowedTo(AccessRole.ADMIN)
    @POST
    @Path("{id}/revoke")
    public Revoked revoke(@PathParam("id") String text) {
        UUID id = Parameters.id(text);
        if (!tokens.revoke(id, caller.get().actor())) {
            throw Problem.notFound("no token %s opens anything: it may have been revoked already".formatted(id));
        }
        return new Revoked(id, "revoked");
    }
}
