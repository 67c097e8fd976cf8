package dev.slipway.promoter;

import dev.slipway.ledger.Job;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Placement;
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
        List<NewJob> jobs = ledger.placements(place).stream()
                .filter(ReopenPlacements::waits)
                .map(one -> Subject.of(one.id().digest()))
                .map(digest ->
                        NewJob.look(digest.key(), PromoterStage.DECIDE, digest, job.dedupe() + "@" + digest.key()))
                .toList();
        return Outcome.finish(List.of(), tx -> jobs.forEach(tx::enqueue));
    }

    private static boolean waits(PlacementView placement) {
        return switch (placement.placement()) {
            case Placement.Pending _, Placement.Blocked _ -> true;
            case Placement.Approved _, Placement.Superseded _, Placement.Revoked _ -> false;
        };
    }
}
