package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.Rehearsal.Place;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** PostgreSQL restarted, crashed as by a power cut, and sessions ended under their users: at random, in transactions, under locks. */
final class DatabaseCases {
    private static final int PAUSE_MILLIS = 2_000;
    private static final int ROUNDS = 20;
    /** In the order of the enum, so that a seed means the same cases every time. */
    private static final Map<Failpoint, List<Service>> IN_TRANSACTION = new EnumMap<>(Map.of(
            Failpoint.INTAKE_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.SCANNER, Service.PROMOTER, Service.DEPLOYER),
            Failpoint.CLAIM_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.SCANNER, Service.PROMOTER, Service.DEPLOYER),
            Failpoint.RECORD_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.PROMOTER, Service.DEPLOYER),
            Failpoint.FINISH_BEFORE_COMMIT,
            List.of(Service.BUILDER, Service.SCANNER, Service.DEPLOYER),
            Failpoint.COMMAND_BEFORE_COMMIT,
            List.of(Service.CONSOLE)));

    /** The relay has no transaction over what it sends, but locks that its session holds. */
    private static final List<Failpoint> UNDER_LOCKS =
            List.of(Failpoint.RELAY_BEFORE_SEND, Failpoint.RELAY_AFTER_SEND, Failpoint.RELAY_AFTER_DELETE);

    private static final String IN_A_TRANSACTION = "state = 'idle in transaction'";
    private static final String HOLDS_LOCKS =
            "pid in (select pid from pg_locks where locktype = 'advisory' and classid = 20905)";

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
                (bed, _) -> end(bed, service, failpoint, IN_A_TRANSACTION)))));
        UNDER_LOCKS.forEach(failpoint -> {
            for (Service service : Service.values()) {
                cases.add(new FaultCase(
                        "database session ended %s %s".formatted(service.wireName(), failpoint),
                        (bed, _) -> end(bed, service, failpoint, HOLDS_LOCKS)));
            }
        });
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

    /** The session stands before its commit, or in the middle of what its locks protect, when it is ended. */
    private static Aftermath end(TestBed bed, Service service, Failpoint failpoint, String which) throws Exception {
        bed.failpoints().arm(service, failpoint, 1, "pause:" + PAUSE_MILLIS);
        List<Shipment> shipped = KillCases.shipUntilFired(bed, new Place(service, failpoint, 1, Nature.GOOD));
        long ended = bed.number(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'slipway_%s' and %s"
                        .formatted(service.wireName(), which));
        if (ended == 0) {
            throw new FaultCase.Unexpected("no session of the %s stood there".formatted(service.wireName()));
        }
        return after -> {
            for (Shipment one : shipped) {
                one.requireEnd(after);
            }
        };
    }
}
