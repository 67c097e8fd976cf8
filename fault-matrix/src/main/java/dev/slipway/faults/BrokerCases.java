package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import java.time.Duration;
import java.util.List;

/** The broker is killed, restarted, and away for long: requests are accepted all the same, and every fact comes out later. */
final class BrokerCases {
    private BrokerCases() {}

    static List<FaultCase> all() {
        return List.of(
                new FaultCase("broker restarted", (bed, _) -> {
                    Shipment before = bed.shipByEvent(Nature.GOOD);
                    bed.stack().broker().close();
                    bed.stack().broker().start();
                    return both(before, bed.shipByEvent(Nature.GOOD));
                }),
                new FaultCase(
                        "broker killed", (bed, random) -> away(bed, Duration.ofMillis(random.nextInt(1_000, 4_000)))),
                new FaultCase("broker gone for two minutes", (bed, _) -> away(bed, Duration.ofMinutes(2))));
    }

    private static Aftermath away(TestBed bed, Duration time) throws Exception {
        Shipment before = bed.shipByEvent(Nature.GOOD);
        bed.stack().broker().kill();
        try {
            Shipment meanwhile = bed.ship(Nature.GOOD); // the console needs no broker to accept it
            Thread.sleep(time);
            return both(before, meanwhile);
        } finally {
            bed.stack().broker().start();
        }
    }

    private static Aftermath both(Shipment before, Shipment after) {
        return bed -> Shipment.requireOneServed(bed, List.of(before, after));
    }
}
