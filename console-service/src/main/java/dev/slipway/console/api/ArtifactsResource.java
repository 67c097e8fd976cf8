package dev.slipway.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.events.EventBody;
import dev.slipway.console.http.JsonBodies;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.PlacementView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The story of a digest, and why it may be where it is. */
@Path("/v1/artifacts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ArtifactsResource {
    private final Ledger ledger;

    ArtifactsResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** All there is about a digest. */
    record ArtifactStory(
            ArtifactView artifact,
            List<PlacementView> placements,
            List<DeploymentView> deployments,
            List<FindingView> findings,
            List<EventBody> events) {}

    /**
     * Why a digest may be in an environment, or may not.
     *
     * @param answer one sentence
     * @param decision the last decision with its policy and facts; null before the first
     */
    record Why(
            Digest digest,
            EnvironmentName environment,
            String answer,
            @Nullable PlacementView placement,
            List<EventBody> events,
            @Nullable JsonNode decision) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{digest}")
    public ArtifactStory one(@PathParam("digest") String text) {
        ArtifactView artifact = find(text);
        Digest digest = artifact.digest();
        return new ArtifactStory(
                artifact,
                ledger.placements(digest),
                ledger.deployments(digest),
                ledger.findings(digest),
                ledger.events(Subject.of(digest)).stream().map(EventBody::of).toList());
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{digest}/why")
    public Why why(@PathParam("digest") String text, @QueryParam("environment") @Nullable String environment) {
        if (environment == null) {
            throw Problem.badRequest("say where: ?environment=prod");
        }
        EnvironmentName name = Parameters.environment(environment);
        ArtifactView artifact = find(text);
        Digest digest = artifact.digest();
        PlacementView placement = ledger.placement(new Placement.Id(new AppEnvironment(artifact.app(), name), digest))
                .orElse(null);
        List<LifecycleEvent> events = ledger.events(Subject.of(digest)).stream()
                .filter(event -> event.fact() instanceof Fact.InEnvironment fact
                        && fact.environment().equals(name))
                .toList();
        return new Why(
                digest,
                name,
                Sentence.about(name, placement, events),
                placement,
                events.stream().map(EventBody::of).toList(),
                placement == null || placement.decision() == null ? null : decision(placement.decision()));
    }

    private JsonNode decision(String sha256) {
        return JsonBodies.read(ledger.evidence(sha256).orElseThrow());
    }

    private ArtifactView find(String digest) {
        return ledger.artifact(Parameters.digest(digest))
                .orElseThrow(() -> Problem.notFound("no artifact %s was built or seen here".formatted(digest)));
    }
}
