package dev.slipway.console.pages;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.DeadLetters;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Listings;
import dev.slipway.ledger.Pipelines;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The pages to look at. */
@Path("/")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
@RunOnVirtualThread
class PagesResource {
    private static final int BUILDS = 50;

    private final Ledger ledger;
    private final Pipelines pipelines;
    private final Listings listings;
    private final DeadLetters deadLetters;
    private final CurrentCaller caller;
    private final Renderer renderer;

    PagesResource(
            Ledger ledger,
            Pipelines pipelines,
            Listings listings,
            DeadLetters deadLetters,
            CurrentCaller caller,
            Renderer renderer) {
        this.ledger = ledger;
        this.pipelines = pipelines;
        this.listings = listings;
        this.deadLetters = deadLetters;
        this.caller = caller;
        this.renderer = renderer;
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    public String pipelines() {
        return page(
                "pipelines",
                "Pipelines",
                "pipelines",
                true,
                new PipelinesPage(caller.get(), ledger.now()).of(pipelines.all()));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("artifacts/{digest}")
    public String artifact(@PathParam("digest") String text) {
        ArtifactView artifact = ledger.artifact(Parameters.digest(text))
                .orElseThrow(() -> Problem.notFound("no artifact %s was built or seen here".formatted(text)));
        ArtifactPage.View view = new ArtifactPage(ledger, pipelines, caller.get()).of(artifact);
        return page("artifact", view.app() + " " + view.digest().brief(), "pipelines", true, view);
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("deployments/{id}")
    public String deployment(@PathParam("id") String text) {
        DeploymentView deployment = ledger.deployment(Parameters.deployment(text))
                .orElseThrow(() -> Problem.notFound("there is no deployment %s".formatted(text)));
        DeploymentPage.View view = new DeploymentPage(ledger, caller.get()).of(deployment);
        return page(
                "deployment",
                "Deployment of %s to %s".formatted(view.app(), view.environment()),
                "pipelines",
                true,
                view);
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("approvals")
    public String approvals() {
        return page(
                "approvals",
                "Approvals",
                "approvals",
                true,
                new ListPages(ledger, caller.get()).approvals(pipelines.approvals()));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("builds")
    public String builds(@QueryParam("before") @Nullable String before) {
        return page(
                "builds",
                "Builds",
                "builds",
                before == null,
                new ListPages(ledger, caller.get())
                        .builds(
                                listings.builds(null, before == null ? null : Parameters.build(before), BUILDS),
                                BUILDS));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("builds/{id}")
    public String build(@PathParam("id") String text) {
        BuildView build = ledger.build(Parameters.build(text))
                .orElseThrow(() -> Problem.notFound("there is no build %s".formatted(text)));
        return page("build", "Build", "builds", true, new ListPages(ledger, caller.get()).build(build));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("dead-letters")
    public String deadLetters() {
        return page(
                "dead-letters",
                "Dead letters",
                "dead-letters",
                false,
                new ListPages(ledger, caller.get()).dead(deadLetters));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("evidence/{sha256}")
    public String evidence(@PathParam("sha256") String sha256) {
        byte[] body = ledger.evidence(sha256).orElseThrow(() -> Problem.noEvidence(sha256));
        return page("evidence", "Evidence", "pipelines", false, EvidenceText.of(sha256, body));
    }

    private String page(String template, String title, String section, boolean live, Object view) {
        return renderer.page(template, Shell.of(title, section, live, caller.get()), view);
    }
}
