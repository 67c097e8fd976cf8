package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.faults.Rehearsal.Place;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A service is killed at a place and started again by its supervisor: everything comes to its end, once. */
final class KillCases {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int MOST_COMMITS = 3;

    /** More often than anything passes a place with one commit. */
    private static final int MOST_HITS = 100;

    private KillCases() {}

    static List<FaultCase> of(List<Place> places) {
        List<FaultCase> cases = new ArrayList<>();
        places.forEach(place -> cases.add(new FaultCase(place.name(), (bed, _) -> kill(bed, place))));
        return cases;
    }

    /** Whether the pattern may be found in the name of a kill, whichever a rehearsal would find. */
    static boolean mayBe(Pattern names) {
        return Stream.of(Service.values())
                .flatMap(service -> Stream.of(Failpoint.values())
                        .flatMap(failpoint -> IntStream.rangeClosed(1, MOST_HITS)
                                .mapToObj(hit -> new Place(service, failpoint, hit, Nature.GOOD))))
                .anyMatch(place -> names.matcher(place.name()).find());
    }

    private static Aftermath kill(TestBed bed, Place place) throws Exception {
        bed.failpoints().arm(place.service(), place.failpoint(), place.hit(), "halt");
        List<Shipment> shipped = shipUntilFired(bed, place);
        long killed = fired(bed, place.service(), place.failpoint());
        bed.await(
                "process %d ends".formatted(killed),
                PATIENCE,
                () -> ProcessHandle.of(killed).isEmpty());
        return after -> {
            for (Shipment one : shipped) {
                one.requireEnd(after);
            }
        };
    }

    /**
     * One look may answer for two, and one relay may send for another service: a commit then comes by less often than that of the
     * rehearsal did, and a second one is sent.
     */
    static List<Shipment> shipUntilFired(TestBed bed, Place place) throws Exception {
        List<Shipment> shipped = new ArrayList<>();
        while (!hasFired(bed, place)) {
            if (shipped.size() == MOST_COMMITS) {
                throw new Unexpected("%d commits came to their end, and the %s has come by %s less than %d times"
                        .formatted(MOST_COMMITS, place.service().wireName(), place.failpoint(), place.hit()));
            }
            Shipment shipment = bed.shipInBackground(place.nature());
            shipped.add(shipment);
            bed.await(
                    "the %s comes by %s, or the commit ends"
                            .formatted(place.service().wireName(), place.failpoint()),
                    PATIENCE,
                    () -> hasFired(bed, place) || shipment.ended(bed));
        }
        return shipped;
    }

    private static boolean hasFired(TestBed bed, Place place) throws IOException {
        return bed.failpoints().fired(place.service(), place.failpoint()).isPresent();
    }

    /** The process in which the failpoint has acted; waits for it. */
    static long fired(TestBed bed, Service service, Failpoint failpoint) throws Exception {
        bed.await(
                "the %s comes by %s".formatted(service.wireName(), failpoint),
                PATIENCE,
                () -> bed.failpoints().fired(service, failpoint).isPresent());
        return bed.failpoints()
                .fired(service, failpoint)
                .orElseThrow(() -> new Unexpected("the %s never came by %s".formatted(service.wireName(), failpoint)));
    }
}
