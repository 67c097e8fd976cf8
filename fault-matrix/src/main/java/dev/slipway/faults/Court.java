package dev.slipway.faults;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.faults.judge.Judge;
import dev.slipway.faults.judge.Violation;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Has the judge look at a test bed, and tells it what the cases have put into the log themselves. */
final class Court implements AutoCloseable {
    private static final Duration SECOND_LOOK = Duration.ofSeconds(15);

    private final ContainerEngine engine;
    private final RegistryClient registry =
            new RegistryClient(RegistryOptions.defaults().withPlainHttpOnLoopback());
    private final String app;
    private final Sight sight;
    private final Shipping shipping;
    private final Calls calls;
    private final Set<String> forged = new HashSet<>();
    private final Instant began = Instant.now();

    Court(ContainerEngine engine, String app, Sight sight, Shipping shipping, Calls calls) {
        this.engine = engine;
        this.app = app;
        this.sight = sight;
        this.shipping = shipping;
        this.calls = calls;
    }

    /** A case puts this into the lifecycle log itself, in our stead. */
    void forge(String key, String value) throws InterruptedException {
        forged.add(key + "\n" + value);
        shipping.topic(Topic.LIFECYCLE).put(List.of(Topic.Message.of(key, value)));
    }

    /** What is broken now; looked at again for a while, since what is being tidied up is no violation. */
    List<Violation> judge() throws SQLException, InterruptedException {
        long end = System.nanoTime() + SECOND_LOOK.toNanos();
        List<Violation> found = judgeOnce();
        while (!found.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(1_000);
            found = judgeOnce();
        }
        List<Violation> all = new ArrayList<>(found);
        all.addAll(calls.failed());
        return all;
    }

    private List<Violation> judgeOnce() throws SQLException, InterruptedException {
        try (Connection connection = sight.connect()) {
            return judging().judge(connection, shipping.topic(Topic.LIFECYCLE).read(), shipping.accepted(), forged);
        }
    }

    Judge judging() {
        return new Judge(registry, engine, app, began);
    }

    @Override
    public void close() {
        registry.close();
    }
}
