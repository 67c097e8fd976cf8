package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.FaultCase.Unexpected;
import dev.slipway.faults.Topic.Message;
import dev.slipway.faults.judge.LogRecord;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What a log may bring: everything again, out of order, late, and what nobody of ours has written. */
final class EventCases {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TIMES = 5;
    private static final int LAST = 40;

    /** Four stages one after the other, each by a look that comes every few seconds; or a log of many thousand records. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final int QUIET_MILLIS = 2_000;
    private static final int LARGE = 900_000;
    private static final int STAGES = 4;

    /** Who reads an approval, which is the deployer alone; a stage does not read what it does not listen to. */
    private static final int LISTENERS = 1;

    private EventCases() {}

    static List<FaultCase> all() {
        return List.of(
                new FaultCase("event duplicated and shuffled", EventCases::shuffled),
                new FaultCase("event log replayed from the start", (bed, _) -> replayed(bed)),
                new FaultCase("event late", (bed, _) -> late(bed)),
                new FaultCase("event request five times", (bed, _) -> requestedAgain(bed)),
                new FaultCase("event under a wrong key", (bed, _) -> wrongKey(bed)),
                new FaultCase("event forged", (bed, _) -> quarantined(bed, LISTENERS, List.of(forged("", "0.1.0")))),
                new FaultCase(
                        "event of an unknown version",
                        (bed, _) -> quarantined(bed, STAGES, List.of(forged("", "9.0.0")))),
                new FaultCase(
                        "event oversized",
                        (bed, _) -> quarantined(bed, LISTENERS, List.of(forged("x".repeat(LARGE), "0.1.0")))),
                new FaultCase(
                        "event poison",
                        (bed, _) -> quarantined(
                                bed, STAGES, List.of("\0\0\0", "{\"specversion\":", "[".repeat(100_000), "null"))));
    }

    private static List<Message> soFar(TestBed bed) {
        return bed.topic(Topic.LIFECYCLE).read().stream()
                .map(one -> new Message(one.key(), one.value()))
                .toList();
    }

    /** The last facts five times in an order of their own, while a commit makes new ones. */
    private static Aftermath shuffled(TestBed bed, RandomGenerator random) throws Exception {
        List<Message> all = soFar(bed);
        List<Message> again = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            again.addAll(all.subList(Math.max(0, all.size() - LAST), all.size()));
        }
        Collections.shuffle(again, Random.from(random));
        return unchanged(bed, again);
    }

    private static Aftermath replayed(TestBed bed) throws Exception {
        return unchanged(bed, soFar(bed));
    }

    /** Nothing comes of it, and a commit that ships while it is told over and over ends as it should. */
    private static Aftermath unchanged(TestBed bed, List<Message> again) throws Exception {
        toldAgain(bed, again.size(), () -> bed.topic(Topic.LIFECYCLE).put(again));
        Shipment shipment = bed.shipInBackground(Nature.GOOD);
        long end = System.nanoTime() + LONG.toNanos();
        while (!shipment.ended(bed) && System.nanoTime() < end) {
            bed.topic(Topic.LIFECYCLE).put(again);
        }
        return shipment::requireEnd;
    }

    @FunctionalInterface
    private interface Telling {
        void tell() throws Exception;
    }

    /** Every stage reads each of these records; what it listens to it knows already and counts as known, and nothing comes of it. */
    private static void toldAgain(TestBed bed, int records, Telling telling) throws Exception {
        List<ServiceProcess> stages = Stream.of(Service.values())
                .filter(service -> service != Service.CONSOLE)
                .map(bed::process)
                .toList();
        awaitQuiet(bed, stages);
        long before = entries(bed);
        double known = Counted.DUPLICATES.by(stages);
        List<Double> read = new ArrayList<>();
        for (ServiceProcess stage : stages) {
            read.add(Counted.RECORDS.by(stage));
        }
        telling.tell();
        for (int i = 0; i < stages.size(); i++) {
            ServiceProcess stage = stages.get(i);
            double wanted = read.get(i) + records;
            bed.await(
                    "%s has read %d records that were told again"
                            .formatted(stage.process().name(), records),
                    LONG,
                    () -> Counted.RECORDS.by(stage) >= wanted);
        }
        bed.await("some of it was known", PATIENCE, () -> Counted.DUPLICATES.by(stages) > known);
        bed.rest();
        if (entries(bed) != before) {
            throw new Unexpected("%d entries came of facts that were told again".formatted(entries(bed) - before));
        }
    }

    /** Nobody reads anything more, so that what is counted from now on is what is told from now on. */
    private static void awaitQuiet(TestBed bed, List<ServiceProcess> stages) throws Exception {
        double[] last = {-1};
        bed.await("the stages have read what there is", LONG, () -> {
            double now = Counted.RECORDS.by(stages);
            boolean quiet = now == last[0];
            last[0] = now;
            Thread.sleep(QUIET_MILLIS);
            return quiet;
        });
    }

    private static long entries(TestBed bed) throws Exception {
        return bed.number("select count(*) from ledger_entry");
    }

    /** No relay reaches the broker; the sweepers find each fact and bring the commit to its end, and the log brings it all after. */
    private static Aftermath late(TestBed bed) throws Exception {
        for (Service service : Service.values()) {
            bed.doors().broker(service).silence();
        }
        String sent = "select (select count(*) from ledger_entry) - (select count(*) from outbox)";
        long before = bed.number(sent);
        Shipment shipment = bed.ship(Nature.GOOD);
        bed.await("the commit serves though no event arrives", LONG, () -> shipment.ended(bed));
        if (bed.number(sent) != before) {
            throw new Unexpected("%d events were sent all the same".formatted(bed.number(sent) - before));
        }
        bed.doors().heal();
        return shipment::requireEnd;
    }

    private static Aftermath requestedAgain(TestBed bed) throws Exception {
        String id = UUID.randomUUID().toString();
        Message request = bed.shipping().event(id, bed.shipping().sample().next(Nature.GOOD));
        bed.topic("slipway.requests").put(Collections.nCopies(TIMES, request));
        Shipment shipment =
                new Shipment(id, Nature.GOOD, bed.shipping().sample().answer());
        bed.await(
                "the request is taken in",
                PATIENCE,
                () -> bed.number("select count(*) from request where id = '%s'".formatted(id)) == 1);
        return shipment::requireEnd;
    }

    /** Whose fact it is stands in it: a key says where it lies in the log and no more. */
    private static Aftermath wrongKey(TestBed bed) throws Exception {
        List<LogRecord> all = bed.topic(Topic.LIFECYCLE).read();
        List<LogRecord> last = all.subList(Math.max(0, all.size() - LAST), all.size());
        toldAgain(bed, last.size(), () -> {
            for (LogRecord one : last) {
                bed.court().forge("another/key", new String(one.value(), StandardCharsets.UTF_8));
            }
        });
        Shipment shipment = bed.ship(Nature.GOOD);
        return shipment::requireEnd;
    }

    /** Well-formed but for its version, and never written by a service. */
    private static String forged(String filler, String version) {
        String id = UUID.randomUUID().toString();
        return """
                {"specversion":"1.0","id":"%1$s","source":"/slipway/promoter","type":"dev.cdeventsx.slipway-promotion.approved.%2$s",\
                "subject":"pkg:oci/x","time":"2026-11-24T10:15:30.123456Z","datacontenttype":"application/json","data":{"context":{"specversion":"0.5.1",\
                "id":"%1$s","source":"/slipway/promoter","type":"dev.cdeventsx.slipway-promotion.approved.%2$s","timestamp":"2026-11-24T10:15:30.123456Z"},\
                "subject":{"id":"pkg:oci/x","content":{}},"customData":{"filler":"%3$s","ledger":{"kind":"artifact","subject":"sha256:%4$s","seq":9,"actor":"x"},\
                "fact":{"app":"x","environment":"dev","imageRepository":"x/y","tag":"dev","decision":"%4$s"}}}}""".formatted(id, version, filler, "a".repeat(64));
    }

    /** So many stages set it aside and go on, as it is to be read by no other; a person skips it. */
    private static Aftermath quarantined(TestBed bed, int stages, List<String> values) throws Exception {
        long before = entries(bed);
        for (String value : values) {
            bed.court().forge("forged", value);
        }
        long wanted = (long) values.size() * stages;
        bed.await("each stage that reads it has set it aside", PATIENCE, () -> waiting(bed) == wanted);
        if (entries(bed) != before) {
            throw new Unexpected("an entry came of what nobody of ours has written");
        }
        bed.shipping().settleDeadLetters("skip");
        Shipment shipment = bed.ship(Nature.GOOD);
        return shipment::requireEnd;
    }

    private static long waiting(TestBed bed) throws Exception {
        return bed.number("select count(*) from quarantine where state = 'OPEN'");
    }
}
