package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Work that ends its process every time: after its attempts it makes its legal failure move, or waits for a person. */
final class CrashLoopCases {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** As services have it where an operator sets nothing. */
    private static final int ATTEMPTS = 5;

    private CrashLoopCases() {}

    static List<FaultCase> all() {
        return List.of(
                fails(Service.BUILDER, Failpoint.BUILD_AFTER_IMAGE, "FAILED .*"),
                fails(Service.DEPLOYER, Failpoint.DEPLOY_AFTER_PULL, "BUILT ABORTED"),
                fails(Service.DEPLOYER, Failpoint.DEPLOY_AFTER_SHARE, "BUILT ROLLED_BACK"),
                waits(Service.BUILDER, Failpoint.BUILD_BEFORE_TAG),
                waits(Service.SCANNER, Failpoint.SCAN_AFTER_READ),
                waits(Service.PROMOTER, Failpoint.PROMOTE_BEFORE_TAG));
    }

    private static String name(Service service, Failpoint where) {
        return "crash loop %s %s".formatted(service.wireName(), where);
    }

    /** There is a move for it. */
    private static FaultCase fails(Service service, Failpoint where, String end) {
        return new FaultCase(name(service, where), (bed, _) -> {
            bed.failpoints().armForGood(service, where, "halt");
            Shipment shipment = bed.ship(Nature.GOOD);
            bed.await("it ends as " + end, PATIENCE, () -> shipment.end(bed).matches(end));
            bed.failpoints().disarm();
            return at -> {
                if (!shipment.end(at).matches(end)) {
                    throw new Unexpected("it ended as %s, wanted %s".formatted(shipment.end(at), end));
                }
            };
        });
    }

    /** There is none: after its attempts it is listed and told, blocks its lane alone, and goes on once a person says so. */
    private static FaultCase waits(Service service, Failpoint where) {
        return new FaultCase(name(service, where), (bed, _) -> {
            bed.failpoints().armForGood(service, where, "halt");
            Shipment shipment = bed.ship(Nature.GOOD);
            bed.await("the job is given up", PATIENCE, () -> !dead(bed, service).isEmpty());
            String job = dead(bed, service);
            requireAllAttempts(bed, job);
            bed.failpoints().disarm();
            bed.awaitReady(service);
            bed.await(
                    "it is among the dead letters",
                    PATIENCE,
                    () -> bed.topic("slipway.dead-letter").read().stream()
                            .anyMatch(one -> new String(one.value(), StandardCharsets.UTF_8).contains(job)));
            Shipment other = bed.ship(Nature.GOOD);
            bed.await("another commit goes on", PATIENCE, () -> other.ended(bed));
            bed.shipping().settleDeadLetters("redrive");
            return at -> {
                other.requireEnd(at);
                Shipment.requireOneServed(at, List.of(shipment, other));
            };
        });
    }

    /** The claim that found them used up was counted as well. */
    private static void requireAllAttempts(TestBed bed, String job) throws Exception {
        long attempts = bed.number("select attempt - 1 from job where id = '%s'".formatted(job));
        if (attempts != ATTEMPTS) {
            throw new Unexpected("the job was given up after %d attempts, wanted %d".formatted(attempts, ATTEMPTS));
        }
    }

    private static String dead(TestBed bed, Service service) throws Exception {
        return bed.query("select id from job where stage = '%s' and state = 'DEAD'".formatted(service.wireName()));
    }
}
