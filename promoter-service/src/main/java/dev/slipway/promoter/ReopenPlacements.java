package dev.slipway.promoter;

import dev.slipway.ledger.Job;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Something changed for a whole environment of an app: everything that waits to enter it is looked at again. */
@ApplicationScoped
class ReopenPlacements {
    private final Ledger ledger;

    ReopenPlacements(Ledger ledger) {
        this.ledger = ledger;
    }

    Outcome run(AppEnvironment place, Job job) {
        List<NewJob> jobs = ledger.openPlacements(place).stream()
                .map(one -> Subject.of(one.id().digest()))
                .map(digest ->
                        NewJob.look(digest.key(), PromoterStage.DECIDE, digest, job.dedupe() + "@" + digest.key()))
                .toList();
        return Outcome.finish(List.of(), tx -> jobs.forEach(tx::enqueue));
    }
}
