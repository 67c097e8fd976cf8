package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.commands.RunCommands;
import dev.slipway.console.events.EventBody;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** One attempt to make a digest run somewhere. */
@Path("/v1/deployments/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DeploymentsResource {
    private final Ledger ledger;
    private final RunCommands runs;
    private final CurrentCaller caller;

    DeploymentsResource(Ledger ledger, RunCommands runs, CurrentCaller caller) {
        this.ledger = ledger;
        this.runs = runs;
        this.caller = caller;
    }

    /** A deployment with every fact about it. */
    record DeploymentStory(DeploymentView deployment, List<EventBody> events) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    public DeploymentStory one(@PathParam("id") String text) {
        DeploymentId id = Parameters.deployment(text);
        DeploymentView deployment =
                ledger.deployment(id).orElseThrow(() -> Problem.notFound("there is no deployment %s".formatted(id)));
        return new DeploymentStory(
                deployment,
                ledger.events(Subject.of(deployment.digest())).stream()
                        .filter(event -> event.fact() instanceof Fact.OfDeployment fact
                                && fact.deployment().equals(id))
                        .map(EventBody::of)
                        .toList());
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.DEPLOYER)
    @POST
    @Path("abort")
    public Response abort(
            @PathParam("id") String text, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return OrderBody.accepted(runs.abort(
                OrderBody.read(body, Bodies.Reason.class).by(caller.get(), key), Parameters.deployment(text)));
    }
}
