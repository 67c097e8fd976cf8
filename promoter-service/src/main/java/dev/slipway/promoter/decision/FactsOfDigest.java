package dev.slipway.promoter.decision;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a digest's chain from its first entry and keeps what gates ask for. */
public final class FactsOfDigest {
    private final Map<String, Facts.Test> tests = new TreeMap<>();
    private final Map<String, Instant> deployed = new TreeMap<>();
    private Facts.@Nullable Scan scan;
    private boolean published;
    private long entries;

    private FactsOfDigest() {}

    /**
     * Folds the chain.
     *
     * @param now the database's time
     */
    public static Facts read(AppName app, Digest digest, List<LifecycleEvent> chain, Instant now) {
        FactsOfDigest facts = new FactsOfDigest();
        chain.forEach(facts::add);
        return new Facts(
                app,
                digest,
                facts.entries,
                now,
                facts.published,
                List.copyOf(facts.tests.values()),
                facts.scan,
                facts.deployed);
    }

    private void add(LifecycleEvent event) {
        entries = event.seq();
        switch (event.fact()) {
            case Fact.ArtifactPublished _ -> published = true;
            case Fact.TestSuiteFinished test ->
                tests.put(test.name(), new Facts.Test(test.name(), test.verdict(), test.reason()));
            case Fact.ScanFinished scanned ->
                scan = new Facts.Scan(
                        scanned.snapshot(),
                        scanned.sbomSha256(),
                        event.at(),
                        scanned.severities(),
                        scanned.unmatched());
            case Fact.ServiceDeployed service ->
                deployed.put(service.environment().value(), event.at());
            case Fact.ServiceUpgraded service ->
                deployed.put(service.environment().value(), event.at());
            case Fact.ServiceRolledBack back ->
                deployed.remove(back.environment().value());
            default -> {
                // no gate asks for it
            }
        }
    }
}
