package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.DockerEngine;
import dev.slipway.stack.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The engine ends, with all that runs on it, and comes again. What served is brought back by the deployer, without a person;
 * a build goes on; a roll-out ends well, or is aborted or rolled back because its container had ended.
 */
final class EngineCases {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int AWAY_MILLIS = 2_000;
    private static final int PAUSE_MILLIS = 1_500;

    /** Any of these: what was being rolled out has lost its container, by no fault of its own. */
    private static final String ROLLED_OUT_OR_NOT = "BUILT (SUCCEEDED|ABORTED|ROLLED_BACK)";

    private static final Map<Service, List<Failpoint>> AT_WORK = Map.of(
            Service.BUILDER,
            List.of(Failpoint.BUILD_AFTER_FETCH, Failpoint.BUILD_AFTER_IMAGE, Failpoint.BUILD_BEFORE_PUSH),
            Service.DEPLOYER,
            List.of(
                    Failpoint.DEPLOY_AFTER_PULL,
                    Failpoint.DEPLOY_AFTER_CREATE,
                    Failpoint.DEPLOY_AFTER_START,
                    Failpoint.DEPLOY_AFTER_SHARE,
                    Failpoint.DEPLOY_AFTER_SWITCH,
                    Failpoint.DEPLOY_BEFORE_STOP_OLD));

    private EngineCases() {}

    /** How it ends. */
    private enum End {
        RESTARTED,
        KILLED;

        void make(DockerEngine engine) throws InterruptedException {
            switch (this) {
                case RESTARTED -> engine.stop();
                case KILLED -> engine.kill();
            }
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (End end : End.values()) {
            cases.add(new FaultCase(
                    "engine %s at rest".formatted(end.word()), Ground.OWN_ENGINE, (bed, _) -> atRest(bed, end)));
            for (Service service : List.of(Service.BUILDER, Service.DEPLOYER)) {
                for (Failpoint where : AT_WORK.getOrDefault(service, List.of())) {
                    cases.add(new FaultCase(
                            "engine %s %s %s".formatted(end.word(), service.wireName(), where),
                            Ground.OWN_ENGINE,
                            (bed, _) -> atWork(bed, end, service, where)));
                }
            }
        }
        return cases;
    }

    private static Aftermath atRest(TestBed bed, End end) throws Exception {
        String before = bed.calls().answer();
        away(bed, end);
        bed.await(
                "callers are answered again",
                PATIENCE,
                () -> bed.calls().answer().equals(before));
        bed.calls().forgive();
        Shipment after = bed.ship(Nature.GOOD);
        return after::requireEnd;
    }

    private static Aftermath atWork(TestBed bed, End end, Service service, Failpoint where) throws Exception {
        bed.failpoints().arm(service, where, 1, "pause:" + PAUSE_MILLIS);
        Shipment shipment = bed.ship(Nature.GOOD);
        KillCases.fired(bed, service, where);
        away(bed, end);
        bed.rest();
        String wanted = service == Service.BUILDER ? "BUILT SUCCEEDED" : ROLLED_OUT_OR_NOT;
        if (!shipment.end(bed).matches(wanted)) {
            throw new Unexpected("it ended as %s, wanted %s".formatted(shipment.end(bed), wanted));
        }
        bed.await(
                "callers are answered again",
                PATIENCE,
                () -> !bed.calls().answer().isEmpty());
        bed.calls().forgive();
        Shipment after = bed.ship(Nature.GOOD);
        return after::requireEnd;
    }

    private static void away(TestBed bed, End end) throws Exception {
        DockerEngine engine = bed.ownEngine();
        end.make(engine);
        Thread.sleep(AWAY_MILLIS);
        engine.start();
    }
}
