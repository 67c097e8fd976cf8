package dev.slipway.promoter;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.PlacementView;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import dev.slipway.promoter.decision.Facts;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.registry.TagRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A digest in one environment, with the chains as they were read. */
record Look(
        ArtifactView artifact,
        EnvironmentPolicy policy,
        Placement.Id id,
        Optional<PlacementView> placement,
        List<LifecycleEvent> chain,
        Facts facts) {

    Subject subject() {
        return Subject.of(artifact.digest());
    }

    Subject environment() {
        return Subject.of(id.place());
    }

    /** What has to be locked so that a decision rests on what it was made from. */
    List<Subject> subjects() {
        return List.of(environment(), subject());
    }

    /** What was decided rests on the chains as they were read: if one has grown, both are read again. */
    void unchanged(LedgerTx tx) throws Obsolete {
        if (tx.length(subject()) != facts.entries()) {
            throw new Obsolete("the digest's chain grew while it was decided on");
        }
        if (tx.length(environment()) != facts.environmentEntries()) {
            throw new Obsolete("the environment's chain grew while it was decided on");
        }
    }

    /** What was last said to this request; nothing that was said to an earlier one. */
    List<Fact.GateAnswer> lastAnswers() {
        List<Fact.GateAnswer> last = List.of();
        for (LifecycleEvent event : chain) {
            if (event.fact() instanceof Fact.InEnvironment here
                    && here.environment().equals(policy.name())) {
                last = switch (here) {
                    case Fact.GateEvaluated evaluated -> evaluated.gates();
                    case Fact.PromotionRequested _ -> List.of();
                    default -> last;
                };
            }
        }
        return last;
    }

    /** Where the image has to be before it may run here. */
    String repository() {
        return policy.repositoryOf(artifact.app()).orElse(artifact.imageRepository());
    }

    /** The environment's name as a tag that moves, and in a repository of its own what the image is called for good. */
    Map<String, TagRule> tags() {
        Map<String, TagRule> tags = new HashMap<>();
        if (!repository().equals(artifact.imageRepository())) {
            for (LifecycleEvent event : chain) {
                if (event.fact() instanceof Fact.TagAdded tag
                        && tag.immutable()
                        && tag.imageRepository().equals(artifact.imageRepository())) {
                    tags.put(tag.tag(), TagRule.IMMUTABLE);
                }
            }
        }
        tags.put(policy.name().value(), TagRule.MOVABLE);
        return tags;
    }
}
