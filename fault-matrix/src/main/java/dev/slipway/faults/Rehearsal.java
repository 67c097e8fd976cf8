package dev.slipway.faults;

import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out by doing it which service passes which failpoint, how often and with which kind of commit: so the list of kills
 * is never older than the code. A failpoint that nobody passes is an error.
 */
final class Rehearsal {
    /** Passed once for whatever came together just then: how often says nothing. */
    private static final Set<Failpoint> IN_BATCHES = EnumSet.of(
            Failpoint.INTAKE_BEFORE_COMMIT,
            Failpoint.INTAKE_AFTER_COMMIT,
            Failpoint.CLAIM_BEFORE_COMMIT,
            Failpoint.CLAIM_AFTER_COMMIT,
            Failpoint.RELAY_BEFORE_SEND,
            Failpoint.RELAY_AFTER_SEND,
            Failpoint.RELAY_AFTER_DELETE);

    private final Set<Failpoint> passed = EnumSet.noneOf(Failpoint.class);
    private final List<Place> places = new ArrayList<>();

    /** A place to stop at: the {@code hit}th time that a service comes by with such a commit on its way. */
    record Place(Service service, Failpoint failpoint, int hit, Nature nature) {
        String name() {
            return "kill %s %s%s".formatted(service.wireName(), failpoint, hit == 1 ? "" : "@" + hit);
        }
    }

    /** Ships a commit of each of these kinds and gives back every place that was passed. */
    List<Place> run(TestBed bed, List<Nature> natures) throws Exception {
        for (Nature nature : natures) {
            bed.failpoints().forget();
            Shipment shipment = bed.ship(nature);
            bed.rest();
            shipment.requireEnd(bed);
            for (Service service : Service.values()) {
                for (Failpoint failpoint : Failpoint.values()) {
                    note(bed, service, failpoint, nature);
                }
            }
        }
        return List.copyOf(places);
    }

    /** With the first kind of commit that comes by so often. */
    private void note(TestBed bed, Service service, Failpoint failpoint, Nature nature) throws IOException {
        int hits = bed.failpoints().reached(service, failpoint);
        if (hits > 0) {
            passed.add(failpoint);
        }
        int wanted = IN_BATCHES.contains(failpoint) ? Math.min(hits, 1) : hits;
        long known = places.stream()
                .filter(place -> place.service() == service && place.failpoint() == failpoint)
                .count();
        for (int hit = (int) known + 1; hit <= wanted; hit++) {
            places.add(new Place(service, failpoint, hit, nature));
        }
    }

    /** Names that no service comes by. */
    List<String> neverPassed() {
        return EnumSet.complementOf(EnumSet.copyOf(passed)).stream()
                .map(Failpoint::name)
                .toList();
    }
}
