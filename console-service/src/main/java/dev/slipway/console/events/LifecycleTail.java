package dev.slipway.console.events;

import dev.slipway.ledger.LedgerUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The end of the lifecycle topic, read once for all who listen. Each has a buffer of its own; whose is full is let go. */
@ApplicationScoped
class LifecycleTail {
    private static final Logger LOG = Logger.getLogger(LifecycleTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 1000;
    private static final long LOOK_FOR_PARTITIONS_NANOS = Duration.ofMinutes(1).toNanos();

    private final LifecycleTopic topic;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private final CountDownLatch ready = new CountDownLatch(1);
    private Positions positions = Positions.none();
    private volatile boolean stopped;
    private volatile @Nullable KafkaConsumer<String, byte[]> current;

    LifecycleTail(LifecycleTopic topic) {
        this.topic = topic;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        Thread.ofPlatform().daemon().name("lifecycle-tail").start(this::run);
    }

    void stop() {
        stopped = true;
        listeners.forEach(Listener::letGo);
        KafkaConsumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** Joins; what comes after {@link Listener#joinedAt} is in the listener's buffer. Null while there is no topic to read. */
    @Nullable
    Listener join() throws InterruptedException {
        if (!ready.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        synchronized (gate) {
            Listener listener = new Listener(positions, listeners::remove);
            listeners.add(listener);
            return listener;
        }
    }

    int listening() {
        return listeners.size();
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<String, byte[]> consumer = topic.consumer()) {
                current = consumer;
                read(consumer);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException | LedgerUnavailable e) {
                LOG.warnf("the lifecycle topic cannot be read, trying again: %s", e.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private void read(KafkaConsumer<String, byte[]> consumer) {
        long assigned = assign(consumer);
        while (!stopped) {
            for (ConsumerRecord<String, byte[]> incoming : consumer.poll(POLL)) {
                tell(incoming);
            }
            if (System.nanoTime() - assigned > LOOK_FOR_PARTITIONS_NANOS
                    || consumer.assignment().isEmpty()) {
                assigned = assign(consumer);
            }
        }
    }

    /** The first time at the end; later where it was, and a new partition from its beginning. */
    private long assign(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = LifecycleTopic.partitions(consumer);
        consumer.assign(partitions);
        boolean first = ready.getCount() > 0;
        Map<Integer, Long> next = new HashMap<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        synchronized (gate) {
            for (TopicPartition one : partitions) {
                long end = ends.getOrDefault(one, 0L);
                long from = first ? end : Math.min(positions.of(one.partition()), end);
                consumer.seek(one, from);
                next.put(one.partition(), from);
            }
            positions = new Positions(next);
        }
        if (partitions.isEmpty()) {
            pause();
        } else {
            ready.countDown();
        }
        return System.nanoTime();
    }

    private void tell(ConsumerRecord<String, byte[]> incoming) {
        Told told = topic.told(incoming, positions);
        synchronized (gate) {
            positions = positions.after(incoming.partition(), incoming.offset());
            if (told != null) {
                listeners.forEach(listener -> listener.offer(told));
            }
        }
    }
}
