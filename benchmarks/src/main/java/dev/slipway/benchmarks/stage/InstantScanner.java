package dev.slipway.benchmarks.stage;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ComponentView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ScanView;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A scan that finds twenty packages and nothing against them; an attachment that is there already. */
public final class InstantScanner extends InstantStage {
    private static final String ATTACH = "attach";
    private static final List<ComponentView> COMPONENTS = IntStream.range(0, 20)
            .mapToObj(i -> new ComponentView(
                    "pkg:deb/debian/package-%d@1.%d".formatted(i, i),
                    "package-" + i,
                    "1." + i,
                    "Debian:12",
                    "package-" + i))
            .toList();

    private final Ledger ledger;
    private final Consumer<Digest> started;

    /** @param started hears of each digest when its scan runs */
    public InstantScanner(Ledger ledger, Consumer<Digest> started) {
        this.ledger = ledger;
        this.started = started;
    }

    @Override
    public Role role() {
        return Role.SCANNER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(FactType.ARTIFACT_PACKAGED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        String digest = event.subject().key();
        return List.of(NewJob.of(digest, "scan", event.subject(), digest));
    }

    @Override
    public Outcome run(Job job, JobContext context) {
        Digest digest = digest(job);
        Subject subject = job.subject();
        if (job.kind().equals(ATTACH)) {
            ledger.artifact(digest);
            return Outcome.nothing("attached");
        }
        started.accept(digest);
        ledger.artifact(digest);
        return Outcome.finish(subject, tx -> {
            String sbom = keep(tx, "sbom", subject, 8_000);
            String report = keep(tx, "scan", subject, 1_000);
            tx.contents(digest, COMPONENTS, List.of());
            tx.scanned(digest, new ScanView(1, List.of("Debian:12"), keep(tx, "inventory", subject, 4_000), report));
            Fact fact = new Fact.ScanFinished(
                    "advisories-1",
                    sbom,
                    COMPONENTS.size(),
                    Map.of(),
                    Map.of(),
                    "Debian GNU/Linux 12",
                    report,
                    Map.of(),
                    Map.of(),
                    tx.now());
            switch (tx.artifact(digest).orElseThrow().artifact()) {
                case Artifact.Built built -> tx.append(subject, built.scanned(), fact);
                case Artifact.Scanned _ -> tx.append(subject, fact);
                case Artifact.Retired _ -> throw new Obsolete("the artifact was retired");
            }
            tx.enqueue(NewJob.of("attach " + digest, ATTACH, subject, digest + "@" + report));
        });
    }
}
