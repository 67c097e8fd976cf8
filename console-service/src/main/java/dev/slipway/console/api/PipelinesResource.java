package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.PipelineView;
import dev.slipway.ledger.Pipelines;
import dev.slipway.ledger.WaitingView;
import dev.slipway.ledger.WaiverView;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** What stands where, what waits and why, what is known against it. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class PipelinesResource {
    private final Pipelines pipelines;
    private final Ledger ledger;

    PipelinesResource(Pipelines pipelines, Ledger ledger) {
        this.pipelines = pipelines;
        this.ledger = ledger;
    }

    /** Apps by environments. */
    record PipelineList(List<PipelineView> pipelines) {}

    /** Placements that wait for an approval. */
    record Approvals(List<WaitingView> waiting) {}

    /** What matches the contents of a digest. */
    record Findings(Digest digest, List<FindingView> findings, List<WaiverView> waivers) {}

    /** Those that stand; the expired ones among them say so by their time. */
    record Waivers(List<WaiverView> waivers) {}

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

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("artifacts/{digest}/findings")
    public Findings findings(@PathParam("digest") String text) {
        Digest digest = artifact(text);
        return new Findings(digest, ledger.findings(digest), ledger.waivers(Subject.of(digest)));
    }

    /** The CycloneDX document, as it was made of the artifact's layers. */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("artifacts/{digest}/sbom")
    @Produces("application/vnd.cyclonedx+json")
    public Response sbom(@PathParam("digest") String text) {
        Digest digest = Parameters.digest(text);
        String sha256 = ledger.artifact(digest)
                .orElseThrow(() -> Problem.notFound("no artifact %s was built or seen here".formatted(digest)))
                .sbomSha256();
        if (sha256 == null) {
            throw Problem.notFound("%s was not scanned yet, so it has no SBOM".formatted(digest));
        }
        return Response.ok(ledger.evidence(sha256).orElseThrow()).build();
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("artifacts/{digest}/waivers")
    public Waivers waivers(@PathParam("digest") String text) {
        return new Waivers(ledger.waivers(Subject.of(artifact(text))));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("apps/{app}/environments/{environment}/waivers")
    public Waivers waivers(@PathParam("app") String app, @PathParam("environment") String environment) {
        return new Waivers(ledger.waivers(Subject.of(Parameters.place(app, environment))));
    }

    private Digest artifact(String text) {
        Digest digest = Parameters.digest(text);
        return ledger.artifact(digest)
                .orElseThrow(() -> Problem.notFound("no artifact %s was built or seen here".formatted(digest)))
                .digest();
    }
}
