package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.http.JsonBodies;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.DeadLetters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** What stages gave up on, for a person to have done again or to let go. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DeadLettersResource {
    private final DeadLetters deadLetters;
    private final CurrentCaller caller;

    DeadLettersResource(DeadLetters deadLetters, CurrentCaller caller) {
        this.deadLetters = deadLetters;
        this.caller = caller;
    }

    /** Jobs whose lane waits, and records that could not be taken in. */
    record Waiting(List<DeadLetters.DeadJob> jobs, List<DeadLetters.Quarantined> quarantine) {}

    /** What was done. */
    record Done(UUID id, String done) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    public Waiting list() {
        return new Waiting(deadLetters.jobs(), deadLetters.quarantine());
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{id}/redrive")
    public Done redrive(@PathParam("id") String text, byte[] body) {
        UUID id = Parameters.id(text);
        String reason = reason(body);
        if (!deadLetters.redrive(id, caller.get().actor(), reason)
                && !deadLetters.redriveQuarantined(id, caller.get().actor(), reason)) {
            throw gone(id);
        }
        return new Done(id, "redriven");
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{id}/skip")
    public Done skip(@PathParam("id") String text, byte[] body) {
        UUID id = Parameters.id(text);
        String reason = reason(body);
        if (!deadLetters.skip(id, caller.get().actor(), reason)
                && !deadLetters.skipQuarantined(id, caller.get().actor(), reason)) {
            throw gone(id);
        }
        return new Done(id, "skipped");
    }

    private static String reason(byte[] body) {
        return JsonBodies.text(JsonBodies.read(body), "reason", "why, in a few words: it is written into the ledger");
    }

    private static RuntimeException gone(UUID id) {
        return Problem.notFound(
                "%s is neither a dead job nor an open record in quarantine: it may have been handled already"
                        .formatted(id));
    }
}
