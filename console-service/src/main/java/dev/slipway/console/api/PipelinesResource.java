package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.ledger.Backlog;
import dev.slipway.ledger.BacklogView;
import dev.slipway.ledger.PipelineView;
import dev.slipway.ledger.Pipelines;
import dev.slipway.ledger.WaitingView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What stands where, and what waits. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class PipelinesResource {
    private final Pipelines pipelines;
    private final Backlog backlog;

    PipelinesResource(Pipelines pipelines, Backlog backlog) {
        this.pipelines = pipelines;
        this.backlog = backlog;
    }

    /** Apps by environments. */
    record PipelineList(List<PipelineView> pipelines) {}

    /** Placements that wait for an approval. */
    record Approvals(List<WaitingView> waiting) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("pipelines")
    public PipelineList all() {
        return new PipelineList(pipelines.all());
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("approvals")
    public Approvals approvals() {
        return new Approvals(pipelines.approvals());
    }

    /** What waits, runs and is stuck in every stage. */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("backlog")
    public BacklogView backlog() {
        return backlog.read();
    }
}
