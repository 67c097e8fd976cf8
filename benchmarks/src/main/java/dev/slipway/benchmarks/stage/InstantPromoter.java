package dev.slipway.benchmarks.stage;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.util.List;
import java.util.Set;

/** One environment, whose gate wants a scan: looks after every fact that may change something, as the real one does. */
public final class InstantPromoter extends InstantStage {
    private final Ledger ledger;

    public InstantPromoter(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Role role() {
        return Role.PROMOTER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(
                FactType.ARTIFACT_PUBLISHED,
                FactType.SCAN_FINISHED,
                FactType.PROMOTION_REQUESTED,
                FactType.SERVICE_DEPLOYED,
                FactType.SERVICE_UPGRADED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        return List.of(NewJob.look(
                event.subject().key(), "decide", event.subject(), event.id().toString()));
    }

    @Override
    public Outcome run(Job job, JobContext context) throws InterruptedException {
        ArtifactView artifact = ledger.artifact(digest(job)).orElseThrow();
        ledger.placements(artifact.digest());
        try {
            while (!settled(artifact, context)) {
                context.checkpoint();
            }
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        }
        return Outcome.nothing("looked at 1 environments");
    }

    private boolean settled(ArtifactView artifact, JobContext context) throws InterruptedException, Obsolete {
        AppEnvironment place = prod(artifact.app());
        Subject subject = Subject.of(artifact.digest());
        Placement.Id id = new Placement.Id(place, artifact.digest());
        List<LifecycleEvent> chain = ledger.events(subject);
        ledger.events(Subject.of(place));
        ledger.now();
        Placement placement = ledger.placement(id).map(PlacementView::placement).orElse(null);
        boolean published = chain.stream().anyMatch(event -> event.fact() instanceof Fact.ArtifactPublished);
        if (placement == null && published) {
            context.record(List.of(Subject.of(place), subject), tx -> {
                unchanged(tx, subject, chain);
                tx.append(
                        subject,
                        Placement.requested(id),
                        new Fact.PromotionRequested(artifact.app(), PROD, "published"));
            });
            return false;
        }
        if (placement instanceof Placement.Pending pending && scanned(artifact.digest())) {
            context.record(List.of(Subject.of(place), subject), tx -> {
                unchanged(tx, subject, chain);
                approve(tx, artifact, pending);
            });
        }
        return true;
    }

    private boolean scanned(Digest digest) {
        return ledger.artifact(digest).orElseThrow().artifact() instanceof Artifact.Scanned;
    }

    private static void unchanged(LedgerTx tx, Subject subject, List<LifecycleEvent> chain) throws Obsolete {
        if (tx.length(subject) != chain.size()) {
            throw new Obsolete("the chain grew; the fact that made it grow asks for another look");
        }
    }

    private static void approve(LedgerTx tx, ArtifactView artifact, Placement.Pending pending) {
        Subject subject = Subject.of(artifact.digest());
        String decision = keep(tx, "decision", subject, 2_000);
        tx.append(
                subject,
                new Fact.GateEvaluated(
                        artifact.app(),
                        PROD,
                        Verdict.PASS,
                        List.of(new Fact.GateAnswer("scan", Verdict.PASS, "no critical findings, scanned just now")),
                        decision));
        tx.append(subject, new Fact.TagAdded(artifact.imageRepository(), "prod", false));
        tx.append(
                subject,
                pending.approved(),
                new Fact.PromotionApproved(artifact.app(), PROD, artifact.imageRepository(), "prod", decision));
    }
}
