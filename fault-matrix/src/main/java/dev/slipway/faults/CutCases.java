package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.proxy.FaultProxy;
import dev.slipway.stack.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The connection between one service and one of the things it stands on goes wrong, in four ways, while a commit ships. */
final class CutCases {
    private static final int MIDDLE = 64 * 1_024;
    private static final int LOOK_MILLIS = 100;
    private static final int LOOKS = 30;
    private static final int NARROW = 40_000;
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final int MOST_ROUNDS = 5;
    private static final int SILENCE_MILLIS = 8_000;

    private CutCases() {}

    /** What a connection leads to. */
    private enum To {
        DATABASE,
        BROKER,
        ENGINE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @FunctionalInterface
    private interface Trouble {
        void make(FaultProxy proxy, RandomGenerator random, int round) throws InterruptedException;
    }

    private record Kind(String name, Trouble trouble) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("reset", (proxy, random, _) -> {
                for (int i = 0; i < 10; i++) {
                    proxy.reset();
                    Thread.sleep(random.nextInt(600));
                }
            }),
            new Kind("middle", (proxy, random, round) -> {
                for (int i = 0; i < 5; i++) {
                    cutOnce(proxy, random.nextInt(1, Math.max(2, MIDDLE >> (2 * (i + round)))));
                    Thread.sleep(random.nextInt(600));
                }
            }),
            new Kind("refused", (proxy, random, _) -> {
                proxy.refuse();
                Thread.sleep(random.nextInt(2_000, 4_000));
            }),
            new Kind("silent", (proxy, _, _) -> {
                proxy.silence();
                Thread.sleep(SILENCE_MILLIS); // longer than a lease
            }),
            new Kind("slow", (proxy, _, _) -> {
                proxy.latency(LATENCY);
                proxy.bandwidth(NARROW);
                Thread.sleep(SILENCE_MILLIS);
            }));

    /**
     * Deep in what is said first, then nearer and nearer, and each round begins nearer: where little is said, or only for a
     * moment, the depth is never reached.
     */
    private static void cutOnce(FaultProxy proxy, int bytes) throws InterruptedException {
        long before = proxy.felt();
        proxy.cutAfter(bytes);
        for (int i = 0; i < LOOKS && proxy.felt() == before; i++) {
            Thread.sleep(LOOK_MILLIS);
        }
        proxy.heal();
    }

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (Service service : Service.values()) {
            add(cases, service, To.DATABASE, doors -> doors.database(service));
            add(cases, service, To.BROKER, doors -> doors.broker(service));
            if (service == Service.BUILDER || service == Service.DEPLOYER) {
                add(cases, service, To.ENGINE, doors -> doors.engine(service));
            }
        }
        return cases;
    }

    private static void add(List<FaultCase> cases, Service service, To to, Function<Doors, @Nullable FaultProxy> door) {
        for (Kind kind : KINDS) {
            String name = "cut %s %s %s".formatted(service.wireName(), to.word(), kind.name());
            cases.add(new FaultCase(name, (bed, random) -> {
                FaultProxy proxy = door.apply(bed.doors());
                if (proxy == null) {
                    throw new FaultCase.Unexpected("the engine is not reached by a socket file, so this cannot be cut");
                }
                return cut(bed, random, proxy, kind.trouble());
            }));
        }
    }

    private static Aftermath cut(TestBed bed, RandomGenerator random, FaultProxy proxy, Trouble trouble)
            throws Exception {
        List<Shipment> shipments = new ArrayList<>();
        long before = proxy.felt();
        for (int round = 0; proxy.felt() == before; round++) {
            if (round == MOST_ROUNDS) {
                throw new FaultCase.Unexpected("made %d times, and no connection has felt it".formatted(round));
            }
            shipments.add(bed.shipInBackground(Nature.GOOD));
            Thread.sleep(random.nextInt(1_500));
            trouble.make(proxy, random, round);
        }
        return after -> Shipment.requireOneServed(after, shipments);
    }
}
