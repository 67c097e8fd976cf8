package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.api.DeadLetterPass.Met;
import dev.slipway.console.http.JsonBodies;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.DeadLetters;
import dev.slipway.ledger.QuarantinedRecord;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** What stages gave up on, for a person to have done again or to let go. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class DeadLettersResource {
    private static final int MOST = 500;

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

    /**
     * What was done to those that were meant, oldest first.
     *
     * @param more whether there are others, to be asked for again
     * @param next then: to be sent with the same filter, so that the pass goes on and nothing is handled twice that comes back
     */
    record AllDone(
            String done,
            List<UUID> ids,
            boolean more,
            @Nullable String next) {}

    /** One of them, whole: it is either a job or a record. */
    record DeadLetter(
            DeadLetters.@Nullable DeadJob job, @Nullable QuarantinedRecord record) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    public Waiting list(
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until) {
        DeadLetterFilter filter = DeadLetterFilter.read(stage, kind, since, until);
        return new Waiting(filter.jobs(deadLetters), filter.records(deadLetters));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{id}")
    public DeadLetter one(@PathParam("id") String text) {
        UUID id = Parameters.id(text);
        return deadLetters
                .job(id)
                .map(job -> new DeadLetter(job, null))
                .or(() -> deadLetters.quarantined(id).map(record -> new DeadLetter(null, record)))
                .orElseThrow(() -> Problem.notFound(
                        "%s is neither a dead job nor a record that was ever in quarantine: GET /v1/dead-letters has those that wait; of a job that was handled the history of its subject says by whom, how and why"
                                .formatted(id)));
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{id}/redrive")
    public Done redrive(@PathParam("id") String text, byte[] body) {
        return handled(text, body, this::redriven, "redriven");
    }

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("{id}/skip")
    public Done skip(@PathParam("id") String text, byte[] body) {
        return handled(text, body, this::skipped, "skipped");
    }

    @RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Bodies.DeadLetterFilter.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("redrive")
    public AllDone redriveAll(byte[] body) {
        return all(body, this::redriven, "redriven");
    }

    @RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Bodies.DeadLetterFilter.class)))
    @AllowedTo(AccessRole.OPERATOR)
    @POST
    @Path("skip")
    public AllDone skipAll(byte[] body) {
        return all(body, this::skipped, "skipped");
    }

    /** What is done to one; false if it is not there any more. */
    @FunctionalInterface
    private interface Act {
        boolean on(UUID id, String actor, String reason);
    }

    private boolean redriven(UUID id, String actor, String reason) {
        return deadLetters.redrive(id, actor, reason) || deadLetters.redriveQuarantined(id, actor, reason);
    }

    private boolean skipped(UUID id, String actor, String reason) {
        return deadLetters.skip(id, actor, reason) || deadLetters.skipQuarantined(id, actor, reason);
    }

    private Done handled(String text, byte[] body, Act act, String done) {
        UUID id = Parameters.id(text);
        if (!act.on(id, caller.get().actor(), reason(body))) {
            throw gone(id);
        }
        return new Done(id, done);
    }

    /** Each in a transaction of its own, with who did it and why: what breaks off in the middle is asked for again. */
    private AllDone all(byte[] body, Act act, String done) {
        OrderBody order = OrderBody.read(body, Bodies.DeadLetterFilter.class);
        String reason = reason(body);
        DeadLetterFilter filter = DeadLetterFilter.read(order);
        String next = order.optionalText("next", "'next' of the answer before, as it is");
        DeadLetterPass pass = next == null ? null : DeadLetterPass.read(next);
        List<Met> rest = DeadLetterPass.rest(pass, filter.all(deadLetters));
        List<Met> page = rest.stream().limit(MOST).toList();
        List<UUID> handled = page.stream()
                .map(Met::id)
                .filter(id -> act.on(id, caller.get().actor(), reason))
                .toList();
        boolean more = rest.size() > MOST;
        return new AllDone(
                done,
                handled,
                more,
                more ? DeadLetterPass.after(pass, rest, page.getLast()).text() : null);
    }

    private static String reason(byte[] body) {
        return JsonBodies.text(
                JsonBodies.read(body),
                "reason",
                "why, in a few words: of a job it is written into the ledger, of a record it is kept with it");
    }

    private static RuntimeException gone(UUID id) {
        return Problem.notFound(
                "%s is neither a dead job nor an open record in quarantine: it may have been handled already (GET /v1/dead-letters/%s says so of a record, the history of its subject of a job)"
                        .formatted(id, id));
    }
}
