package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.commands.ArtifactCommands;
import dev.slipway.console.commands.WaiverCommands;
import dev.slipway.console.http.Parameters;
import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** What people say of a digest. Each is committed before it is answered. */
@Path("/v1/artifacts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ArtifactCommandsResource {
    private final ArtifactCommands artifacts;
    private final WaiverCommands waivers;
    private final CurrentCaller caller;

    ArtifactCommandsResource(ArtifactCommands artifacts, WaiverCommands waivers, CurrentCaller caller) {
        this.artifacts = artifacts;
        this.waivers = waivers;
        this.caller = caller;
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Promote.class)))
    @AllowedTo(AccessRole.DEPLOYER)
    @POST
    @Path("{digest}/promote")
    public Response promote(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Promote.class);
        return OrderBody.accepted(artifacts.promote(order.by(caller.get(), key), digest(digest), environment(order)));
    }

    /** The approver role is asked by its name, of the command itself. */
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Approve.class)))
    @AllowedTo(AccessRole.VIEWER)
    @POST
    @Path("{digest}/approve")
    public Response approve(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return rule(digest, body, key, Fact.ApprovalDecision.APPROVED);
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Approve.class)))
    @AllowedTo(AccessRole.VIEWER)
    @POST
    @Path("{digest}/reject")
    public Response reject(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return rule(digest, body, key, Fact.ApprovalDecision.REJECTED);
    }

    private Response rule(String digest, byte[] body, @Nullable String key, Fact.ApprovalDecision decision) {
        OrderBody order = OrderBody.read(body, Bodies.Approve.class);
        ArtifactCommands.Word word = new ArtifactCommands.Word(
                decision, order.optionalText("role", "an approver role"), order.optionalTime("expires"));
        return OrderBody.accepted(
                artifacts.rule(order.by(caller.get(), key), digest(digest), environment(order), word));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{digest}/veto")
    public Response veto(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return OrderBody.accepted(
                artifacts.veto(OrderBody.read(body, Bodies.Reason.class).by(caller.get(), key), digest(digest)));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{digest}/unveto")
    public Response unveto(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return OrderBody.accepted(
                artifacts.unveto(OrderBody.read(body, Bodies.Reason.class).by(caller.get(), key), digest(digest)));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Waive.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{digest}/waive")
    public Response waive(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return OrderBody.accepted(WaiverBodies.waive(waivers, Subject.of(digest(digest)), body, caller.get(), key));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Unwaive.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{digest}/unwaive")
    public Response unwaive(
            @PathParam("digest") String digest, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return OrderBody.accepted(WaiverBodies.unwaive(waivers, Subject.of(digest(digest)), body, caller.get(), key));
    }

    private static Digest digest(String text) {
        return Parameters.digest(text);
    }

    private static EnvironmentName environment(OrderBody order) {
        return Parameters.environment(order.text("environment", "the name of an environment"));
    }
}
