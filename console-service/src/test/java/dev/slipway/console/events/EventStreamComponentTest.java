package dev.slipway.console.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Entry;
import dev.slipway.events.EventFormat;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.events.Topics;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of the lifecycle topic on a real broker: what they get, once and in order, also after all began anew. */
@Timeout(60)
class EventStreamComponentTest {
    private static KafkaBroker broker;
    private static Producer<String, byte[]> producer;

    private final Map<Subject, Long> lengths = new HashMap<>();
    private final List<LifecycleTail> tails = new ArrayList<>();
    private EventStream stream;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        List<Integer> ports = Ports.free(2);
        broker = new KafkaBroker(folder, ports.get(0), ports.get(1));
        broker.start();
        broker.createTopics(3);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void shut() {
        producer.close();
        broker.close();
    }

    @BeforeEach
    void start() {
        stream = console();
    }

    @AfterEach
    void stop() {
        tails.forEach(LifecycleTail::stop);
    }

    /** As one that was just started. */
    private EventStream console() {
        LifecycleTopic topic = new LifecycleTopic(broker.bootstrapServers(), _ -> Optional.empty());
        LifecycleTail tail = new LifecycleTail(topic);
        tail.start();
        tails.add(tail);
        return new EventStream(topic, tail);
    }

    /** A client: keeps what it gets, and goes away when it has enough. */
    private static class Client implements EventStream.Out {
        final List<EventBody> got = new ArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final int enough;
        volatile String last = "";
        volatile boolean gap;
        volatile int caughtUpWith = -1;

        Client(int enough) {
            this.enough = enough;
        }

        @Override
        public void begin(String id) {
            last = id;
            begun.countDown();
        }

        @Override
        public void event(String id, EventBody event) throws EventStream.Gone, InterruptedException {
            got.add(event);
            last = id;
            if (got.size() == enough) {
                throw new EventStream.Gone(null);
            }
        }

        @Override
        public void gap(String id) throws EventStream.Gone {
            gap = true;
            last = id;
            throw new EventStream.Gone(null);
        }

        @Override
        public void now(String id) {
            caughtUpWith = got.size();
        }

        @Override
        public void heartbeat() {
            // nothing to keep
        }
    }

    private static void listen(EventStream stream, @Nullable Positions from, EventFilter filter, Client client)
            throws Exception {
        try (Listener listener = stream.join()) {
            stream.run(listener, from, filter, client);
        } catch (EventStream.Gone e) {
            // it had enough
        }
    }

    private static EventFilter all() {
        return EventFilter.of(null, null, List.of(), List.of());
    }

    private String run(int count) throws Exception {
        String app = "app-" + UUID.randomUUID().toString().substring(0, 8);
        for (int i = 0; i < count; i++) {
            send(
                    place(app, "env-" + i % 5),
                    new Fact.HoldPlaced(
                            place(app, "env-" + i % 5).app(),
                            place(app, "env-" + i % 5).environment(),
                            "hold " + i));
        }
        return app;
    }

    private static AppEnvironment place(String app, String environment) {
        return AppEnvironment.parse(app + "/" + environment);
    }

    private byte[] send(AppEnvironment place, Fact fact) throws Exception {
        return send(Subject.of(place), Role.CONSOLE, null, fact);
    }

    private byte[] send(Subject subject, Role role, @Nullable Step step, Fact fact)
            throws ExecutionException, InterruptedException {
        long seq = lengths.merge(subject, 1L, Long::sum);
        byte[] bytes = EventFormat.write(new Entry(
                UUID.randomUUID(),
                subject,
                seq,
                role,
                "mona",
                step,
                fact,
                UUID.randomUUID(),
                List.of(),
                subject.kind() == Subject.Kind.ARTIFACT ? "registry.example/shop" : null,
                Instant.now(),
                HexFormat.of().formatHex(Sha256.beforeFirst())));
        publish(subject.key(), bytes);
        return bytes;
    }

    private static void publish(String key, byte[] bytes) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(Topics.LIFECYCLE, key, bytes)).get();
    }

    private static EventFilter of(String app) {
        return EventFilter.of(app, null, List.of(), List.of());
    }

    @Test
    void goesOnAtAConsoleThatWasStartedAnewWithoutLossOrDoubles() throws Exception {
        String app = run(60);
        Client before = new Client(23);
        listen(stream, Positions.none(), of(app), before);
        tails.getFirst().stop();
        for (int i = 60; i < 90; i++) {
            AppEnvironment place = place(app, "env-" + i % 5);
            send(place, new Fact.HoldPlaced(place.app(), place.environment(), "hold " + i));
        }

        Client after = new Client(67);
        listen(console(), Positions.parse(before.last), of(app), after);

        List<EventBody> both = new ArrayList<>(before.got);
        both.addAll(after.got);
        assertThat(both).extracting(EventBody::id).doesNotHaveDuplicates().hasSize(90);
        Map<String, List<Long>> orders = new HashMap<>();
        both.forEach(event ->
                orders.computeIfAbsent(event.subject(), _ -> new ArrayList<>()).add(event.seq()));
        assertThat(orders.values())
                .hasSize(5)
                .allSatisfy(seqs -> assertThat(seqs).isSorted());
    }

    @Test
    void tellsWhatHappensWhileSomebodyCatchesUpOnce() throws Exception {
        String app = run(200);
        Client client = new Client(400);
        Thread listening = Thread.ofVirtual().start(() -> {
            try {
                listen(stream, Positions.none(), of(app), client);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        client.begun.await();
        for (int i = 200; i < 400; i++) {
            AppEnvironment place = place(app, "env-" + i % 5);
            send(place, new Fact.HoldPlaced(place.app(), place.environment(), "hold " + i));
        }

        assertThat(listening.join(Duration.ofSeconds(30))).isTrue();

        Set<UUID> ids = new HashSet<>();
        client.got.forEach(event -> ids.add(event.id()));
        assertThat(ids).hasSize(400);
        assertThat(client.caughtUpWith).isBetween(200, 400);
    }

    @Test
    void tellsOnceWhatTheRelaySentTwice() throws Exception {
        AppEnvironment place = place("twice", "prod");
        byte[] first = send(place, new Fact.HoldPlaced(place.app(), place.environment(), "once"));
        publish(place.toString(), first);
        send(place, new Fact.HoldReleased(place.app(), place.environment(), "over"));

        Client client = new Client(2);
        listen(stream, Positions.none(), of("twice"), client);

        assertThat(client.got).extracting(EventBody::seq).containsExactly(1L, 2L);
    }

    @Test
    void aClientThatTakesNothingIsLetGoAndFindsAllByItsLastId() throws Exception {
        String app = "slow";
        CountDownLatch full = new CountDownLatch(1);
        Client slow = new Client(Integer.MAX_VALUE) {
            @Override
            public void event(String id, EventBody event) throws EventStream.Gone, InterruptedException {
                full.await(30, TimeUnit.SECONDS);
                super.event(id, event);
            }
        };
        Thread listening = Thread.ofVirtual().start(() -> {
            try {
                listen(stream, null, of(app), slow);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        slow.begun.await();
        int sent = Listener.BUFFER + 200;
        AppEnvironment place = place(app, "prod");
        for (int i = 0; i < sent; i++) {
            send(place, new Fact.HoldPlaced(place.app(), place.environment(), "hold " + i));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (tails.getFirst().listening() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        full.countDown();
        assertThat(listening.join(Duration.ofSeconds(30))).isTrue();
        assertThat(slow.got).hasSizeLessThan(sent);

        Client again = new Client(sent - slow.got.size());
        listen(stream, Positions.parse(slow.last), of(app), again);

        List<Long> seqs = new ArrayList<>();
        slow.got.forEach(event -> seqs.add(event.seq()));
        again.got.forEach(event -> seqs.add(event.seq()));
        assertThat(seqs).hasSize(sent).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void passesOverWhatIsNoEvent() throws Exception {
        AppEnvironment place = place("dirty", "prod");
        publish(place.toString(), "not an event".getBytes(StandardCharsets.UTF_8));
        send(place, new Fact.HoldPlaced(place.app(), place.environment(), "after it"));

        Client client = new Client(1);
        listen(stream, Positions.none(), of("dirty"), client);

        assertThat(client.got).hasSize(1);
    }

    @Test
    void saysSoWhenAPlaceIsNotInTheTopic() throws Exception {
        Client client = new Client(1);

        listen(stream, Positions.parse("0:99999999"), all(), client);

        assertThat(client.gap).isTrue();
        assertThat(client.got).isEmpty();
        assertThat(client.last).doesNotContain("99999999");
    }

    @Test
    void followsABuildToTheArtifactItMakes() throws Exception {
        BuildId build = BuildId.next();
        Digest digest = new Digest("sha256:" + Sha256.hex(build.toString()));
        Subject subject = Subject.of(build);
        BuildRequest request =
                new BuildRequest("https://git.example/shop.git", new CommitId("a".repeat(40)), null, ".", false, false);
        send(subject, Role.CONSOLE, Build.requested(build), new Fact.BuildRequested(request, "/ci", "1"));
        send(Subject.of(BuildId.next()), Role.BUILDER, null, new Fact.BuildCancelled("another"));
        send(
                subject,
                Role.BUILDER,
                new Build.Building(build).built(),
                new Fact.BuildFinished(Fact.BuildOutcome.BUILT, digest, null, null, null));
        send(Subject.of(digest), Role.BUILDER, null, new Fact.ArtifactPublished("registry.example/shop", List.of()));

        Client client = new Client(3);
        listen(stream, Positions.none(), EventFilter.ofBuild(build, digest), client);

        assertThat(client.got)
                .extracting(EventBody::subject)
                .containsExactlyInAnyOrder(build.toString(), build.toString(), digest.value());
    }

    @Test
    void narrowsByEnvironmentAndType() throws Exception {
        String app = "narrow";
        AppEnvironment dev = place(app, "dev");
        AppEnvironment prod = place(app, "prod");
        send(dev, new Fact.HoldPlaced(dev.app(), dev.environment(), "dev"));
        send(prod, new Fact.HoldPlaced(prod.app(), prod.environment(), "prod"));
        send(prod, new Fact.HoldReleased(prod.app(), prod.environment(), "over"));

        Client client = new Client(1);
        listen(stream, Positions.none(), EventFilter.of(app, "prod", List.of("hold.released"), List.of()), client);

        assertThat(client.got)
                .singleElement()
                .satisfies(event -> assertThat(event.seq()).isEqualTo(2));
    }

    @Test
    void namesTheTypesThereAreWhenOneIsNot() {
        assertThatThrownBy(() -> EventFilter.of(null, null, List.of("nonsense"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hold.placed");
    }

    @Test
    void refusesAnIdThatIsNone() {
        for (String text : List.of("", "1", "x:1", "1:x", "1:2:3", "-1:4", "1:-4", "1:2,")) {
            assertThatThrownBy(() -> Positions.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Positions.parse("1:4,0:17").toString()).isEqualTo("0:17,1:4");
    }
}
