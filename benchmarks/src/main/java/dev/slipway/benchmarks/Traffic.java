package dev.slipway.benchmarks;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The cores of all four stages, and commits that go all the way through them, with engines that answer at once. */
final class Traffic implements AutoCloseable {
    private static final int APPS = 100;
    private static final int MINUTES = 5;

    private final Bed bed;
    private final Semaphore retired = new Semaphore(0);
    private final Cores cores;
    private final Requests requests;

    Traffic(Bed bed) throws SQLException {
        this(bed, Map.of());
    }

    /** @param operator settings that come before those of the services */
    Traffic(Bed bed, Map<String, String> operator) throws SQLException {
        this.bed = bed;
        this.cores = new Cores(bed, operator);
        this.requests = new Requests(bed.bootstrapServers());
        cores.startBuilder(_ -> {});
        cores.startScanner(_ -> {});
        cores.startPromoter();
        cores.startDeployer(_ -> retired.release());
    }

    /** How many jobs can be at the database at once. */
    int writers() {
        return cores.writers();
    }

    /** Asks for one more, without waiting for it. */
    void send() {
        requests.send(APPS);
    }

    /** How many that were asked for by {@link #send} have come to their end since somebody asked this last. */
    int arrived() {
        return retired.drainPermits();
    }

    /** Sends {@code count} at once and gives back how many a second were retired, when all were and nothing is left to do. */
    double perSecond(int count) throws InterruptedException, SQLException {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            send();
        }
        if (!retired.tryAcquire(count, MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("%d of %d lifecycles came to their end within %d minutes"
                    .formatted(retired.availablePermits(), count, MINUTES));
        }
        double rate = count / ((System.nanoTime() - began) / 1e9);
        bed.awaitRest();
        return rate;
    }

    @Override
    public void close() {
        requests.close();
        cores.close();
    }
}
