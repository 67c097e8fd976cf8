package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replicas that are stopped well, one after the other, and one that stands still beyond its lease and then goes on. */
final class StopCases {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOAD = 3;
    private static final int PAUSE_MILLIS = 1_500;

    /** Where a worker stands still: before an effect, after one, and inside transactions that hold rows. */
    private static final Map<Service, List<Failpoint>> STANDS_STILL = Map.of(
            Service.BUILDER,
            List.of(Failpoint.BUILD_BEFORE_PUSH, Failpoint.BUILD_AFTER_PUSH, Failpoint.FINISH_BEFORE_COMMIT),
            Service.SCANNER,
            List.of(Failpoint.SCAN_BEFORE_ATTACH, Failpoint.FINISH_BEFORE_COMMIT),
            Service.PROMOTER,
            List.of(Failpoint.PROMOTE_BEFORE_TAG, Failpoint.RECORD_BEFORE_COMMIT),
            Service.DEPLOYER,
            List.of(
                    Failpoint.DEPLOY_AFTER_PULL,
                    Failpoint.DEPLOY_AFTER_CREATE,
                    Failpoint.DEPLOY_BEFORE_SHARE,
                    Failpoint.DEPLOY_BEFORE_STOP_OLD,
                    Failpoint.FINISH_BEFORE_COMMIT));

    private StopCases() {}

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (Service service : Service.values()) {
            if (service != Service.CONSOLE) {
                cases.add(new FaultCase("stop rolling " + service.wireName(), (bed, _) -> inTurn(bed, service)));
                STANDS_STILL
                        .getOrDefault(service, List.of())
                        .forEach(where -> cases.add(new FaultCase(
                                "stop zombie %s %s".formatted(service.wireName(), where),
                                (bed, _) -> zombie(bed, service, where))));
            }
        }
        return cases;
    }

    /** Two replicas, commits on their way, each replica asked to end and started again. */
    private static Aftermath inTurn(TestBed bed, Service service) throws Exception {
        ServiceProcess second = bed.startReplica(service);
        try {
            List<Shipment> shipments = new ArrayList<>();
            for (int i = 0; i < LOAD; i++) {
                shipments.add(bed.ship(i == 1 ? Nature.UNTESTED : Nature.GOOD));
            }
            for (ServiceProcess one : List.of(bed.process(service), second)) {
                bed.restart(one);
                shipments.add(bed.ship(Nature.GOOD));
            }
            bed.rest();
            return at -> {
                for (Shipment shipment : shipments) {
                    if (shipment.nature() != Nature.GOOD) {
                        shipment.requireEnd(at);
                    }
                }
                Shipment.requireOneServed(
                        at,
                        shipments.stream()
                                .filter(one -> one.nature() == Nature.GOOD)
                                .toList());
            };
        } finally {
            bed.stack().remove(second);
        }
    }

    /** The replica that has the job stands still; the other one does it; then the first goes on where it was, and is refused. */
    private static Aftermath zombie(TestBed bed, Service service, Failpoint where) throws Exception {
        ServiceProcess second = bed.startReplica(service);
        try {
            bed.failpoints().arm(service, where, 1, "pause:" + PAUSE_MILLIS);
            Shipment shipment = bed.ship(Nature.GOOD);
            long pid = KillCases.fired(bed, service, where);
            ServiceProcess zombie = replica(bed, service, pid);
            String running = bed.query(
                    "select coalesce(string_agg(format('(%%L::uuid, %%s)', id, attempt), ', '), '') from job where stage = '%s' and state = 'RUNNING'"
                            .formatted(service.wireName()));
            if (running.isEmpty()) {
                throw new Unexpected("the %s stands at %s, and no job of it runs".formatted(service.wireName(), where));
            }
            double lost = Counted.LEASES_LOST.by(zombie);
            signal("STOP", pid);
            try {
                bed.await(
                        "another replica does what process %d has begun".formatted(pid),
                        PATIENCE,
                        () -> bed.number("""
                                select case when bool_or(job.attempt > held.attempt and job.state = 'DONE')
                                    and not bool_or(job.state = 'RUNNING' and job.attempt = held.attempt) then 1 else 0 end
                                from job join (values %s) held (id, attempt) using (id)""".formatted(running)) == 1);
            } finally {
                signal("CONT", pid);
            }
            bed.await(
                    "process %d finds that its lease was lost".formatted(pid),
                    PATIENCE,
                    () -> Counted.LEASES_LOST.by(zombie) > lost);
            bed.rest();
            return at -> {
                shipment.requireEnd(at);
                shipment.requireServed(at);
            };
        } finally {
            bed.stack().remove(second);
        }
    }

    private static ServiceProcess replica(TestBed bed, Service service, long pid) throws Unexpected {
        return bed.stack().replicas(service).stream()
                .filter(one -> one.process().running() && one.process().pid() == pid)
                .findFirst()
                .orElseThrow(
                        () -> new Unexpected("process %d is no replica of the %s".formatted(pid, service.wireName())));
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException, Unexpected {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        if (kill.waitFor() != 0) {
            throw new Unexpected("could not send SIG%s to process %d".formatted(name, pid));
        }
    }
}
