package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.WaiverView;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is inside an artifact, what is known against it, and who answers for that. */
@Path("/v1/artifacts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ContentsResource {
    private final Ledger ledger;

    ContentsResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** What matches the contents of a digest. */
    record Findings(Digest digest, List<FindingView> findings, List<WaiverView> waivers) {}

    /** Those that stand; the expired ones among them say so by their time. */
    record Waivers(List<WaiverView> waivers) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{digest}/findings")
    public Findings findings(@PathParam("digest") String text) {
        Digest digest = find(text).digest();
        return new Findings(digest, ledger.findings(digest), ledger.waivers(Subject.of(digest)));
    }

    /** The CycloneDX document, as it was made of the artifact's layers. */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{digest}/sbom")
    @Produces("application/vnd.cyclonedx+json")
    public Response sbom(@PathParam("digest") String text) {
        ArtifactView artifact = find(text);
        String sha256 = artifact.sbomSha256();
        if (sha256 == null) {
            throw Problem.notFound("%s was not scanned yet, so it has no SBOM".formatted(artifact.digest()));
        }
        return Response.ok(ledger.evidence(sha256).orElseThrow()).build();
    }

    /** What a digest has that another has not: packages and what is known against them. */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{digest}/changes")
    public Changes changes(@PathParam("digest") String text, @QueryParam("from") @Nullable String from) {
        if (from == null) {
            throw Problem.badRequest("say what to compare with: ?from=sha256:…");
        }
        return Changes.between(ledger, find(from), find(text));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{digest}/waivers")
    public Waivers waivers(@PathParam("digest") String text) {
        return new Waivers(ledger.waivers(Subject.of(find(text).digest())));
    }

    private ArtifactView find(String text) {
        Digest digest = Parameters.digest(text);
        return ledger.artifact(digest)
                .orElseThrow(() -> Problem.notFound("no artifact %s was built or seen here".formatted(digest)));
    }
}
