package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Workers of the builder, each like a replica, until they are closed. */
final class Workers implements AutoCloseable {
    private final List<Worker> all = new ArrayList<>();

    Worker start(LedgerConfig config, BuilderLike.Work work) {
        Worker worker = new Worker(LedgerFixture.as(Role.BUILDER), new BuilderLike(work), config);
        all.add(worker);
        worker.start();
        return worker;
    }

    @Override
    public void close() {
        all.forEach(worker -> worker.stop(Duration.ofSeconds(5)));
    }
}
