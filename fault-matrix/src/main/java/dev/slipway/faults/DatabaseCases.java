package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** PostgreSQL restarted, crashed as by a power cut, and sessions ended under their users, at random and in transactions. */
final class DatabaseCases {
    private static final int PAUSE_MILLIS = 2_000;
    private static final int ROUNDS = 20;
    private static final Map<Failpoint, List<Service>> IN_TRANSACTION = Map.of(
            Failpoint.INTAKE_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.SCANNER, Service.PROMOTER, Service.DEPLOYER),
            Failpoint.CLAIM_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.SCANNER, Service.PROMOTER, Service.DEPLOYER),
            Failpoint.RECORD_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.PROMOTER, Service.DEPLOYER),
            Failpoint.FINISH_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.SCANNER, Service.DEPLOYER),
            Failpoint.COMMAND_BEFORE_COMMIT,
            List.of(Service.CONSOLE));

    private DatabaseCases() {}

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>(List.of(
                new FaultCase(
                        "database restarted",
                        (bed, random) -> shipThen(
                                bed, random, () -> bed.stack().postgres().restart())),
                new FaultCase(
                        "database crashed",
                        (bed, random) -> shipThen(bed, random, () -> {
                            bed.stack().postgres().crash();
                            bed.stack().postgres().start();
                        })),
                new FaultCase(
                        "database sessions ended at random",
                        (bed, random) -> shipThen(bed, random, () -> {
                            for (int i = 0; i < ROUNDS; i++) {
                                bed.query(
                                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename like 'slipway%'"
                                                + " and random() < 0.3");
                                Thread.sleep(random.nextInt(300));
                            }
                        }))));
        IN_TRANSACTION.forEach((failpoint, services) -> services.forEach(service -> cases.add(new FaultCase(
                "database session ended %s %s".formatted(service.wireName(), failpoint),
                (bed, _) -> endInTransaction(bed, service, failpoint)))));
        return cases;
    }

    @FunctionalInterface
    private interface Trouble {
        void make() throws Exception;
    }

    private static Aftermath shipThen(TestBed bed, RandomGenerator random, Trouble trouble) throws Exception {
        Shipment shipment = bed.ship(Nature.GOOD);
        Thread.sleep(random.nextInt(4_000));
        trouble.make();
        return shipment::requireEnd;
    }

    /** The transaction stands just before its commit when its session is ended. */
    private static Aftermath endInTransaction(TestBed bed, Service service, Failpoint failpoint) throws Exception {
        bed.failpoints().arm(service, failpoint, 1, "pause:" + PAUSE_MILLIS);
        Shipment shipment = bed.shipInBackground(Nature.GOOD);
        KillCases.fired(bed, service, failpoint);
        long ended = bed.number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where usename = 'slipway_%s' and state = 'idle in transaction'".formatted(service.wireName()));
        if (ended == 0) {
            throw new FaultCase.Unexpected("no transaction of the %s was open".formatted(service.wireName()));
        }
        return shipment::requireEnd;
    }
}
