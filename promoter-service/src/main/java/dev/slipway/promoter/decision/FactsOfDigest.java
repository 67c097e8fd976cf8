package dev.slipway.promoter.decision;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.FreezeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a digest's chain and its environment's from their first entries and keeps what gates ask for. */
public final class FactsOfDigest {
    private final EnvironmentPolicy policy;
    private final Digest digest;
    private final Waivers waivers = new Waivers();
    private final ScanFacts scans;
    private final Map<String, Facts.Test> tests = new TreeMap<>();
    private final Map<String, Facts.Deployed> deployed = new TreeMap<>();
    private final Map<String, Facts.Approval> approvals = new TreeMap<>();
    private final List<String> people = new ArrayList<>();
    private Facts.@Nullable Veto veto;
    private boolean packaged;
    private boolean peopleMissing;
    private boolean published;
    private boolean requested;
    private long entries;

    private FactsOfDigest(EnvironmentPolicy policy, Digest digest, Function<String, Optional<byte[]>> evidence) {
        this.policy = policy;
        this.digest = digest;
        this.scans = new ScanFacts(evidence);
    }

    /**
     * Folds the chains.
     *
     * @param environmentChain of the app in the policy's environment
     * @param evidence kept bodies by their SHA-256
     * @param now the database's time
     */
    public static Facts read(
            EnvironmentPolicy policy,
            AppName app,
            Digest digest,
            List<LifecycleEvent> chain,
            List<LifecycleEvent> environmentChain,
            Function<String, Optional<byte[]>> evidence,
            Instant now) {
        FactsOfDigest facts = new FactsOfDigest(policy, digest, evidence);
        chain.forEach(facts::add);
        Restrictions restrictions = new Restrictions();
        environmentChain.forEach(event -> {
            restrictions.add(event);
            facts.waivers.add(event);
        });
        return new Facts(
                app,
                policy.name(),
                digest,
                now,
                facts.entries,
                environmentChain.isEmpty() ? 0 : environmentChain.getLast().seq(),
                facts.published,
                new Facts.Source(facts.people, facts.packaged && !facts.peopleMissing),
                List.copyOf(facts.tests.values()),
                facts.scans.last(),
                facts.deployed,
                List.copyOf(facts.approvals.values()),
                facts.veto,
                restrictions.all(),
                frozen(policy.gates().freeze(), now),
                facts.waivers.all());
    }

    static String entry(LifecycleEvent event) {
        return event.subject().key() + "#" + event.seq();
    }

    /** Known here and not by the gates, so that a decision can be made again without time zones' rules of that day. */
    private static List<Facts.Frozen> frozen(List<FreezeWindow> windows, Instant now) {
        List<Facts.Frozen> frozen = new ArrayList<>();
        for (FreezeWindow window : windows) {
            window.closedUntil(now)
                    .ifPresent(until -> frozen.add(
                            new Facts.Frozen(window.cron(), window.zone(), until.equals(Instant.MAX) ? null : until)));
        }
        return frozen;
    }

    private void add(LifecycleEvent event) {
        entries = event.seq();
        waivers.add(event);
        scans.add(event);
        switch (event.fact()) {
            case Fact.ArtifactPackaged made -> packaged(made);
            case Fact.ArtifactPublished _ -> published = true;
            case Fact.TestSuiteFinished test ->
                tests.put(test.name(), new Facts.Test(test.name(), test.verdict(), test.reason(), entry(event)));
            case Fact.ArtifactVetoed vetoed -> veto = new Facts.Veto(vetoed.reason(), event.actor(), entry(event));
            case Fact.ArtifactUnvetoed _ -> veto = null;
            case Fact.InEnvironment inEnvironment -> add(event, inEnvironment);
            default -> {
                // no gate asks for it
            }
        }
    }

    private void packaged(Fact.ArtifactPackaged made) {
        packaged = true;
        if (made.author() == null || made.committer() == null) {
            peopleMissing = true;
        }
        Optional.ofNullable(made.author()).ifPresent(people::add);
        Optional.ofNullable(made.committer()).ifPresent(people::add);
    }

    private void add(LifecycleEvent event, Fact.InEnvironment fact) {
        String environment = fact.environment().value();
        boolean here = fact.environment().equals(policy.name());
        switch (fact) {
            case Fact.ServiceDeployed _, Fact.ServiceUpgraded _ ->
                deployed.put(environment, new Facts.Deployed(event.at(), entry(event)));
            case Fact.ServiceRolledBack back -> rolledBack(event, back);
            case Fact.ApprovalUpdated approval when here -> approved(event, approval);
            case Fact.PromotionRequested _
            when here -> {
                // what people said to an earlier request does not answer this one
                if (requested) {
                    approvals.clear();
                }
                requested = true;
            }
            default -> {
                // no gate asks for it
            }
        }
    }

    private void rolledBack(LifecycleEvent event, Fact.ServiceRolledBack back) {
        String environment = back.environment().value();
        if (digest.equals(back.to())) {
            deployed.putIfAbsent(environment, new Facts.Deployed(event.at(), entry(event)));
        } else {
            deployed.remove(environment);
        }
    }

    private void approved(LifecycleEvent event, Fact.ApprovalUpdated approval) {
        approvals.put(
                approval.approver().toLowerCase(Locale.ROOT),
                new Facts.Approval(
                        approval.approver(),
                        approval.role(),
                        approval.decision(),
                        approval.comment(),
                        event.at(),
                        approval.expires(),
                        entry(event)));
    }
}
