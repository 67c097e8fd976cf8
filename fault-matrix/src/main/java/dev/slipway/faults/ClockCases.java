package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The wall clock of one service is wrong: a day ahead or behind from its start on, or steps while it works. Nothing comes of
 * it but its own log lines: what is recorded has the database's time, and waiting is measured by clocks that only run.
 */
final class ClockCases {
    /** Where the distributions of Debian's kind have it, on whatever machine. */
    private static final Path LIBRARIES = Path.of("/usr/lib");

    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;
    private static final int PAUSE_MILLIS = 3_000;

    /** In the middle of a job; the console's is a command. */
    private static final Map<Service, Failpoint> AT_WORK = Map.of(
            Service.BUILDER, Failpoint.BUILD_AFTER_IMAGE,
            Service.SCANNER, Failpoint.SCAN_AFTER_READ,
            Service.PROMOTER, Failpoint.PROMOTE_BEFORE_TAG,
            Service.DEPLOYER, Failpoint.DEPLOY_AFTER_VERIFY,
            Service.CONSOLE, Failpoint.COMMAND_BEFORE_COMMIT);

    private ClockCases() {}

    static List<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (Service service : Service.values()) {
            String of = "clock of the %s ".formatted(service.wireName());
            cases.add(new FaultCase(of + "a day ahead", (bed, _) -> wrong(bed, service, DAY)));
            cases.add(new FaultCase(of + "a day behind", (bed, _) -> wrong(bed, service, -DAY)));
            cases.add(new FaultCase(
                    of + "steps ahead at work", (bed, random) -> steps(bed, service, random.nextInt(DAY, 3 * DAY))));
            cases.add(new FaultCase(
                    of + "steps back at work", (bed, random) -> steps(bed, service, -random.nextInt(DAY, 3 * DAY))));
        }
        return cases;
    }

    private static Aftermath wrong(TestBed bed, Service service, int seconds) throws Exception {
        return withClock(bed, service, seconds, seconds, _ -> {
            Shipment good = bed.ship(Nature.GOOD);
            bed.rest();
            good.requireEnd(bed);
            Shipment bad = bed.ship(Nature.BREAKS);
            bed.rest();
            return bad::requireEnd;
        });
    }

    private static Aftermath steps(TestBed bed, Service service, int seconds) throws Exception {
        Failpoint atWork = AT_WORK.getOrDefault(service, Failpoint.WORK_BEFORE);
        return withClock(bed, service, 0, seconds, clock -> {
            bed.failpoints().arm(service, atWork, 1, "pause:" + PAUSE_MILLIS);
            Shipment good = bed.shipInBackground(Nature.GOOD);
            KillCases.fired(bed, service, atWork);
            clock.set(seconds);
            bed.rest();
            good.requireEnd(bed);
            return good::requireServed;
        });
    }

    @FunctionalInterface
    private interface Script {
        Aftermath run(Clock clock) throws Exception;
    }

    /** The service is started anew with a clock that can be set, and once more without it; it must have noticed. */
    private static Aftermath withClock(TestBed bed, Service service, int atFirst, int atLast, Script script)
            throws Exception {
        ServiceProcess process = bed.process(service);
        Clock clock = Clock.of(bed.folder().resolve("clock"), process);
        clock.set(atFirst);
        process.process().surroundWith(clock.environment());
        Aftermath aftermath;
        try {
            bed.restart(process);
            clock.requireLoaded();
            aftermath = script.run(clock);
        } finally {
            process.process().surroundWith(Map.of());
            bed.restart(process);
        }
        clock.requireSaid(atLast);
        return aftermath;
    }

    /** What a process takes for the time, by way of libfaketime. */
    private record Clock(Path library, Path file, ServiceProcess process, long logged) {
        static Clock of(Path folder, ServiceProcess process) throws IOException, Unexpected {
            Files.createDirectories(folder);
            return new Clock(
                    installed(),
                    folder.resolve(process.process().name()),
                    process,
                    Files.size(process.process().log()));
        }

        private static Path installed() throws IOException, Unexpected {
            try (Stream<Path> found =
                    Files.find(LIBRARIES, 3, (path, _) -> path.endsWith(Path.of("faketime", LIBRARY)))) {
                return found.findFirst()
                        .orElseThrow(() ->
                                new Unexpected("not run: no faketime/%s below %s: install the package 'libfaketime'"
                                        .formatted(LIBRARY, LIBRARIES)));
            }
        }

        Map<String, String> environment() {
            return Map.of(
                    "LD_PRELOAD",
                    library.toString(),
                    "FAKETIME_TIMESTAMP_FILE",
                    file.toString(),
                    "FAKETIME_CACHE_DURATION",
                    "1",
                    // clocks that only run are not touched; without the second, each timed wait of the JVM ends at once
                    // (it takes their conditions for those of the wall clock), and the service burns a core doing
                    // nothing
                    "FAKETIME_DONT_FAKE_MONOTONIC",
                    "1",
                    "FAKETIME_FORCE_MONOTONIC_FIX",
                    "0",
                    "NO_FAKE_STAT",
                    "1");
        }

        void set(int seconds) throws IOException {
            Path next = Files.writeString(file.resolveSibling("next"), "%+d%n".formatted(seconds));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }

        void requireLoaded() throws IOException, Unexpected {
            Path maps = Path.of("/proc", Long.toString(process.process().pid()), "maps");
            if (!Files.readString(maps).contains(LIBRARY)) {
                throw new Unexpected("%s was started without %s: its clock is right"
                        .formatted(process.process().name(), library));
            }
        }

        /** Its log lines have the time that it believes in. */
        void requireSaid(int seconds) throws IOException, Unexpected {
            LocalDate wanted = LocalDateTime.now(ZoneId.systemDefault())
                    .plusSeconds(seconds)
                    .toLocalDate();
            byte[] log = Files.readAllBytes(process.process().log());
            String said = new String(log, (int) logged, log.length - (int) logged, StandardCharsets.UTF_8);
            if (said.lines().noneMatch(line -> line.startsWith(wanted.toString()))) {
                throw new Unexpected("%s never wrote that it was %s: its clock was right"
                        .formatted(process.process().name(), wanted));
            }
        }
    }
}
