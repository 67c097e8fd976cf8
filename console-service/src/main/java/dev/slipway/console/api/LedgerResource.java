package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.checkpoints.CheckpointKeys;
import dev.slipway.console.checkpoints.CheckpointTopic;
import dev.slipway.console.http.Problem;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.Verification;
import dev.slipway.ledger.ChainVerifier;
import dev.slipway.ledger.Checkpoints;
import dev.slipway.ledger.LedgerExport;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;

/** Whether the history still holds, and what was signed of it. */
@Path("/v1/ledger")
@RunOnVirtualThread
class LedgerResource {
    private static final String NOTE = "text/plain;charset=UTF-8";

    private final ChainVerifier verifier;
    private final LedgerExport export;
    private final Checkpoints checkpoints;
    private final CheckpointKeys keys;
    private final CheckpointTopic topic;

    LedgerResource(
            ChainVerifier verifier,
            LedgerExport export,
            Checkpoints checkpoints,
            CheckpointKeys keys,
            CheckpointTopic topic) {
        this.verifier = verifier;
        this.export = export;
        this.checkpoints = checkpoints;
        this.keys = keys;
        this.topic = topic;
    }

    /**
     * Reads everything, and compares with the newest checkpoint that was published.
     *
     * @param rebuild also makes the tables of current state anew from the entries and compares every row
     */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("verification")
    @Produces(MediaType.APPLICATION_JSON)
    public Verification verification(@QueryParam("rebuild") @DefaultValue("false") boolean rebuild) {
        try {
            Checkpoint kept = topic.newest(keys.believed()).orElse(null);
            return verifier.verify(keys.believed(), kept, rebuild);
        } catch (CheckpointTopic.NotReached e) {
            return verifier.verify(keys.believed(), null, rebuild)
                    .without("nothing was compared with what was published: " + e.getMessage());
        }
    }

    /** Every checkpoint and every entry as lines of JSON, as of one moment; without its last line it broke off. */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("export")
    @Produces("application/x-ndjson")
    public StreamingOutput export() {
        return out -> export.write(out, keys.key());
    }

    /** The public key that signs checkpoints, as {@code name+id+key}. */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("key")
    @Produces(NOTE)
    public String key() {
        return keys.key() + "\n";
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("checkpoints/newest")
    @Produces(NOTE)
    public String newestCheckpoint() {
        return checkpoints
                .newest()
                .orElseThrow(
                        () -> Problem.notFound("no checkpoint was made yet: one follows when something was entered"));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("checkpoints/{number}")
    @Produces(NOTE)
    public String checkpoint(@PathParam("number") long number) {
        return checkpoints
                .note(number)
                .orElseThrow(() -> Problem.notFound("there is no checkpoint %d".formatted(number)));
    }
}
