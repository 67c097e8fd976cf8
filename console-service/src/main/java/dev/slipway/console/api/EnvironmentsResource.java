package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.commands.EnvironmentCommands;
import dev.slipway.console.commands.RunCommands;
import dev.slipway.console.commands.WaiverCommands;
import dev.slipway.console.http.Parameters;
import dev.slipway.ledger.DeployedView;
import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** What people order for an environment of an app. Each is committed before it is answered. */
@Path("/v1/apps/{app}/environments/{environment}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class EnvironmentsResource {
    private static final int MOST = 500;

    private final EnvironmentCommands environments;
    private final RunCommands runs;
    private final WaiverCommands waivers;
    private final CurrentCaller caller;
    private final Ledger ledger;

    EnvironmentsResource(
            EnvironmentCommands environments,
            RunCommands runs,
            WaiverCommands waivers,
            CurrentCaller caller,
            Ledger ledger) {
        this.environments = environments;
        this.runs = runs;
        this.waivers = waivers;
        this.caller = caller;
        this.ledger = ledger;
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("hold")
    public Response hold(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Reason.class);
        return OrderBody.accepted(environments.hold(order.by(caller.get(), key), place(app, environment)));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("release")
    public Response release(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Reason.class);
        return OrderBody.accepted(environments.release(order.by(caller.get(), key), place(app, environment)));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Freeze.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("freeze")
    public Response freeze(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Freeze.class);
        return OrderBody.accepted(
                environments.freeze(order.by(caller.get(), key), place(app, environment), order.optionalTime("until")));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("unfreeze")
    public Response unfreeze(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Reason.class);
        return OrderBody.accepted(environments.unfreeze(order.by(caller.get(), key), place(app, environment)));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Deploy.class)))
    @AllowedTo(AccessRole.DEPLOYER)
    @POST
    @Path("deploy")
    public Response deploy(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Deploy.class);
        return OrderBody.accepted(
                runs.deploy(order.by(caller.get(), key), place(app, environment), digest(order, "digest")));
    }

    @RequestBody(
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.RollBack.class)))
    @AllowedTo(AccessRole.DEPLOYER)
    @POST
    @Path("rollback")
    public Response rollback(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.RollBack.class);
        return OrderBody.accepted(
                runs.rollBack(order.by(caller.get(), key), place(app, environment), digest(order, "to")));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Waive.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("waive")
    public Response waive(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        Subject subject = Subject.of(place(app, environment));
        return OrderBody.accepted(WaiverBodies.waive(waivers, subject, body, caller.get(), key));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Unwaive.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("unwaive")
    public Response unwaive(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        Subject subject = Subject.of(place(app, environment));
        return OrderBody.accepted(WaiverBodies.unwaive(waivers, subject, body, caller.get(), key));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("waivers")
    public ContentsResource.Waivers waivers(
            @PathParam("app") String app, @PathParam("environment") String environment) {
        return new ContentsResource.Waivers(ledger.waivers(Subject.of(place(app, environment))));
    }

    /** What was deployed there, newest first; the next page comes with the last one's id as {@code before}. */
    record History(List<DeployedView> deployments) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("deployments")
    public History deployments(
            @PathParam("app") String app,
            @PathParam("environment") String environment,
            @QueryParam("limit") @DefaultValue("20") int limit,
            @QueryParam("before") @Nullable String before) {
        return new History(ledger.history(
                place(app, environment),
                before == null ? null : Parameters.deployment(before),
                Parameters.limit(limit, MOST)));
    }

    private static @Nullable Digest digest(OrderBody order, String member) {
        String text = order.optionalText(member, "a digest");
        return text == null ? null : Parameters.digest(text);
    }

    private static AppEnvironment place(String app, String environment) {
        return Parameters.place(app, environment);
    }
}
