package dev.slipway.promoter;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.decision.DecisionDocument;
import dev.slipway.promoter.decision.Facts;
import dev.slipway.promoter.decision.FactsOfDigest;
import dev.slipway.promoter.decision.Gates;
import dev.slipway.promoter.decision.NextLook;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.Policy;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Looks at a digest in each environment: whether it asks to enter, and what its gates say to that. */
@ApplicationScoped
class DecidePlacements {
    private static final Logger LOG = Logger.getLogger(DecidePlacements.class);
    private static final Duration UNTIL_MENDED = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Environments environments;
    private final PromotedImages images;

    DecidePlacements(Ledger ledger, Environments environments, PromotedImages images) {
        this.ledger = ledger;
        this.environments = environments;
        this.images = images;
    }

    Outcome run(Digest digest, JobContext context) throws StepFailure, InterruptedException {
        ArtifactView artifact = ledger.artifact(digest)
                .orElseThrow(
                        () -> new StepFailure.Terminal("decide", "artifact %s is not in the ledger".formatted(digest)));
        revokeIfVetoed(artifact, context);
        try {
            Policy policy = environments.policy();
            for (EnvironmentPolicy environment : policy.environments()) {
                while (!settled(artifact, environment, policy.sha256(), context)) {
                    context.checkpoint();
                }
            }
            return Outcome.nothing(
                    "looked at %d environments".formatted(policy.environments().size()));
        } catch (BrokenYaml e) {
            LOG.errorf("nothing is promoted until this is mended: %s", e.getMessage());
            return Outcome.later(UNTIL_MENDED, String.valueOf(e.getMessage()));
        }
    }

    /** Takes every permission back, whatever the operators' file says today. */
    private void revokeIfVetoed(ArtifactView artifact, JobContext context) throws InterruptedException {
        boolean approved =
                ledger.placements(artifact.digest()).stream().anyMatch(one -> one.state() == Placement.State.APPROVED);
        if (artifact.veto() == null || !approved) {
            return;
        }
        Subject subject = Subject.of(artifact.digest());
        try {
            context.record(List.of(subject), tx -> revoke(tx, artifact.digest()));
        } catch (Obsolete e) {
            LOG.infof("nothing to revoke: digest=%s: %s", artifact.digest(), e.getMessage());
        }
    }

    private static void revoke(LedgerTx tx, Digest digest) throws Obsolete {
        String veto = tx.artifact(digest).map(ArtifactView::veto).orElse(null);
        if (veto == null) {
            throw new Obsolete("the veto was lifted meanwhile");
        }
        for (PlacementView one : tx.placements(digest)) {
            if (one.placement() instanceof Placement.Approved approved) {
                AppEnvironment place = one.id().place();
                tx.append(
                        Subject.of(digest),
                        approved.revoked(),
                        new Fact.PromotionRevoked(place.app(), place.environment(), "vetoed by " + veto));
            }
        }
    }

    /** One step; false when there is another, or when a chain grew meanwhile and has to be read again. */
    private boolean settled(ArtifactView artifact, EnvironmentPolicy policy, String policySha256, JobContext context)
            throws StepFailure, InterruptedException {
        Look look = look(artifact, policy);
        Placement placement = look.placement().map(PlacementView::placement).orElse(null);
        try {
            return switch (placement) {
                case null -> {
                    if (!asksToEnter(look)) {
                        yield true;
                    }
                    request(look, context);
                    yield false;
                }
                case Placement.Pending _, Placement.Blocked _ -> {
                    decide(look, policySha256, context);
                    yield true;
                }
                case Placement.Approved _, Placement.Superseded _, Placement.Revoked _ -> true;
            };
        } catch (Obsolete e) {
            return false;
        }
    }

    private Look look(ArtifactView artifact, EnvironmentPolicy policy) {
        Digest digest = artifact.digest();
        AppEnvironment place = new AppEnvironment(artifact.app(), policy.name());
        Placement.Id id = new Placement.Id(place, digest);
        List<LifecycleEvent> chain = ledger.events(Subject.of(digest));
        Facts facts = FactsOfDigest.read(
                policy,
                artifact.app(),
                digest,
                chain,
                ledger.events(Subject.of(place)),
                ledger::evidence,
                ledger.now());
        return new Look(artifact, policy, id, ledger.placement(id), chain, facts);
    }

    private static boolean asksToEnter(Look look) {
        return look.policy().auto() && Gates.inOrder(look.policy(), look.facts());
    }

    private static void request(Look look, JobContext context) throws Obsolete, InterruptedException {
        List<String> after =
                look.policy().after().stream().map(Object::toString).toList();
        String cause = after.isEmpty() ? "published" : "deployed well to " + String.join(" and ", after);
        context.record(look.subjects(), tx -> {
            look.unchanged(tx);
            tx.append(
                    look.subject(),
                    Placement.requested(look.id()),
                    new Fact.PromotionRequested(
                            look.artifact().app(), look.policy().name(), cause));
        });
    }

    private void decide(Look look, String policySha256, JobContext context)
            throws StepFailure, InterruptedException, Obsolete {
        DecisionDocument decision = DecisionDocument.decide(look.policy(), policySha256, look.facts());
        switch (decision.verdict()) {
            case PASS -> approve(look, decision, context);
            case FAIL, INCONCLUSIVE, ERROR -> refuse(look, decision, context);
        }
    }

    /** Bytes and tags first: they permit nothing by themselves, and once the approval is recorded everything is in place. */
    private void approve(Look look, DecisionDocument decision, JobContext context)
            throws StepFailure, InterruptedException, Obsolete {
        String repository = look.repository();
        context.checkpoint();
        Failpoint.PROMOTE_BEFORE_TAG.hit();
        images.place(look.artifact().imageRepository(), look.artifact().digest(), repository, look.tags());
        Failpoint.PROMOTE_AFTER_TAG.hit();
        context.record(look.subjects(), tx -> {
            look.unchanged(tx);
            String kept = evaluated(tx, look, decision);
            String tag = look.policy().name().value();
            tx.append(look.subject(), new Fact.TagAdded(repository, tag, false));
            tx.append(
                    look.subject(),
                    new Placement.Pending(look.id()).approved(),
                    new Fact.PromotionApproved(
                            look.artifact().app(), look.policy().name(), repository, tag, kept));
        });
    }

    /** The same answers as last time are not said twice; when time alone may change one, that time is noted. */
    private static void refuse(Look look, DecisionDocument decision, JobContext context)
            throws InterruptedException, Obsolete {
        Optional<Instant> next = NextLook.after(look.policy(), look.facts());
        boolean said = look.lastAnswers().equals(decision.told());
        if (said && next.isEmpty()) {
            return;
        }
        context.record(look.subjects(), tx -> {
            look.unchanged(tx);
            if (!said) {
                evaluated(tx, look, decision);
            }
            next.ifPresent(due -> tx.timer(
                    look.subject(),
                    PromoterStage.decideIn(look.policy().name()),
                    due,
                    look.subject().key()));
        });
    }

    /** Records the answers, with the move they make. */
    private static String evaluated(LedgerTx tx, Look look, DecisionDocument decision) throws Obsolete {
        String kept = tx.keep(new EvidenceBody(DecisionDocument.KIND, DecisionDocument.MEDIA_TYPE, decision.bytes()));
        Fact evaluated = new Fact.GateEvaluated(
                look.artifact().app(), look.policy().name(), decision.verdict(), decision.told(), kept);
        boolean no = decision.verdict() == Verdict.FAIL;
        switch (tx.placement(look.id()).orElseThrow().placement()) {
            case Placement.Pending pending when no -> tx.append(look.subject(), pending.blocked(), evaluated);
            case Placement.Blocked blocked when !no -> tx.append(look.subject(), blocked.reopened(), evaluated);
            case Placement.Pending _, Placement.Blocked _ -> tx.append(look.subject(), evaluated);
            case Placement.Approved _, Placement.Superseded _, Placement.Revoked _ ->
                throw new Obsolete("the placement was decided meanwhile");
        }
        return kept;
    }
}
