package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.commands.RunCommands;
import dev.slipway.console.events.EventBody;
import dev.slipway.console.http.JsonBodies;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import dev.slipway.events.RequestReader;
import dev.slipway.events.Sha256;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Listings;
import dev.slipway.ledger.LiveLogs;
import dev.slipway.ledger.Requests;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
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
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** Asks for builds and tells how they fare. */
@Path("/v1/builds")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class BuildsResource {
    private static final int MAX_LISTED = 200;

    /** With a log: the state the build was in just before the log was read. */
    private static final String BUILD_STATE = "Slipway-Build-State";

    private final Requests requests;
    private final Ledger ledger;
    private final Listings listings;
    private final LiveLogs liveLogs;
    private final RunCommands runs;
    private final CurrentCaller caller;

    BuildsResource(
            Requests requests,
            Ledger ledger,
            Listings listings,
            LiveLogs liveLogs,
            RunCommands runs,
            CurrentCaller caller) {
        this.liveLogs = liveLogs;
        this.requests = requests;
        this.ledger = ledger;
        this.listings = listings;
        this.runs = runs;
        this.caller = caller;
    }

    /**
     * A request that was accepted.
     *
     * @param created false when a build answers it that was there before
     */
    record Accepted(BuildId build, boolean created, String self, String story) {
        static Response response(BuildId build, boolean created) {
            String self = "/v1/builds/" + build;
            return Response.accepted(new Accepted(build, created, self, "/v1/chains/" + build))
                    .location(URI.create(self))
                    .build();
        }
    }

    /** A build with every fact about it. */
    record BuildStory(BuildView build, List<EventBody> events) {}

    /** Builds, newest first. */
    record BuildList(List<BuildView> builds) {}

    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Build.class)))
    @AllowedTo(AccessRole.DEPLOYER)
    @POST
    public Response request(byte[] body, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
        String actor = caller.get().actor();
        RequestReader.Received received = received(body, actor, idempotencyKey);
        return switch (requests.accept(received, Role.CONSOLE, actor)) {
            case Requests.Answer.Accepted accepted -> Accepted.response(accepted.build(), true);
            case Requests.Answer.Existing existing -> Accepted.response(existing.build(), false);
            case Requests.Answer.Conflicting conflicting ->
                throw Problem.exception(Response.Status.CONFLICT, conflicting.reason());
        };
    }

    private static RequestReader.Received received(byte[] body, String actor, @Nullable String idempotencyKey) {
        String id = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        if (id.isBlank() || id.length() > 255 || id.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badRequest("'Idempotency-Key' has to have 1 to 255 characters, no control characters");
        }
        try {
            BuildRequest request = RequestReader.request(JsonBodies.read(body));
            String payload = Sha256.hex(String.join(
                    "\n",
                    request.contentIdentity(),
                    String.valueOf(request.ref()),
                    Boolean.toString(request.rebuild()) + (request.urgent() ? " urgent" : "")));
            return new RequestReader.Received("/slipway/console/" + actor, id, payload, request);
        } catch (MalformedEvent e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    public BuildList list(
            @QueryParam("commit") @Nullable String commit,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @DefaultValue("20") int limit) {
        return new BuildList(listings.builds(
                commit, before == null ? null : Parameters.build(before), Parameters.limit(limit, MAX_LISTED)));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{id}")
    public BuildStory one(@PathParam("id") String id) {
        BuildView build = find(id);
        return new BuildStory(
                build,
                ledger.events(Subject.of(build.id())).stream()
                        .map(EventBody::of)
                        .toList());
    }

    /**
     * What the build said: all of it once it has ended, what there is so far while it runs. Whoever follows asks again from
     * where the last answer ended, until the state in the header is one that ends.
     *
     * @param offset in bytes
     */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{id}/log")
    @Produces(MediaType.TEXT_PLAIN + ";charset=UTF-8")
    public Response log(@PathParam("id") String id, @QueryParam("offset") @DefaultValue("0") int offset) {
        if (offset < 0) {
            throw Problem.badRequest("offset is %d (wanted: 0 or more bytes)".formatted(offset));
        }
        BuildView build = find(id);
        byte[] log = logOf(build);
        byte[] rest = Arrays.copyOfRange(log, Math.min(offset, log.length), log.length);
        return Response.ok(rest)
                .header(BUILD_STATE, build.state().name())
                .header("Cache-Control", "no-store")
                .build();
    }

    private byte[] logOf(BuildView build) {
        return switch (build.state()) {
            case REQUESTED, BUILDING -> liveLogs.read(build.id());
            case BUILT, FAILED, CANCELLED -> {
                String sha256 = logSha256(build.id())
                        .orElseThrow(() -> Problem.notFound("build %s ended without a log".formatted(build.id())));
                yield ledger.evidence(sha256).orElseThrow(() -> Problem.noEvidence(sha256));
            }
        };
    }

    private Optional<String> logSha256(BuildId build) {
        return ledger.events(Subject.of(build)).stream()
                .map(LifecycleEvent::fact)
                .filter(Fact.BuildFinished.class::isInstance)
                .map(fact -> ((Fact.BuildFinished) fact).logSha256())
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Asks it to stop. */
    @RequestBody(
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Bodies.Reason.class)))
    @AllowedTo(AccessRole.DEPLOYER)
    @POST
    @Path("{id}/cancel")
    public Response cancel(
            @PathParam("id") String id, byte[] body, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return OrderBody.accepted(
                runs.cancel(OrderBody.read(body, Bodies.Reason.class).by(caller.get(), key), Parameters.build(id)));
    }

    private BuildView find(String id) {
        return ledger.build(Parameters.build(id))
                .orElseThrow(() -> Problem.notFound("there is no build %s".formatted(id)));
    }
}
