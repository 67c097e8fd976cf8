package dev.slipway.console.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one listener gets: first what it missed, read from the topic at its own pace, then what comes. A record that the
 * relay sent twice is told once.
 */
@ApplicationScoped
class EventStream {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int CATCHING_UP = 4;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STALLED = Duration.ofSeconds(20);

    private final LifecycleTopic topic;
    private final LifecycleTail tail;
    private final Semaphore catchingUp = new Semaphore(CATCHING_UP);

    EventStream(LifecycleTopic topic, LifecycleTail tail) {
        this.topic = topic;
        this.tail = tail;
    }

    /** Where events go. Each call returns when the client's side has taken it, so that a slow client slows only itself. */
    interface Out {
        /** The first thing sent: from here on nothing is missed. */
        void begin(String id) throws Gone, InterruptedException;

        void event(String id, EventBody event) throws Gone, InterruptedException;

        /** What was asked for is not in the topic any more; the listener has to look at the whole again. */
        void gap(String id) throws Gone, InterruptedException;

        /** What there was before is told; from here on it is told as it happens. */
        void now(String id) throws Gone, InterruptedException;

        void heartbeat() throws Gone, InterruptedException;
    }

    /** The client's side is closed, or does not take anything. */
    static final class Gone extends Exception {
        Gone(@Nullable Throwable cause) {
            super("the client is gone", cause);
        }
    }

    /** There is no topic to read. */
    static final class NoTopic extends Exception {
        NoTopic() {
            super("the lifecycle topic cannot be read");
        }
    }

    /** Takes a place at the tail; the caller closes it. */
    Listener join() throws InterruptedException, NoTopic {
        Listener listener = tail.join();
        if (listener == null) {
            throw new NoTopic();
        }
        return listener;
    }

    /** Runs until the client is gone or was too slow. {@code from} is what it had before; null to begin now. */
    void run(Listener listener, @Nullable Positions from, EventFilter filter, Out out)
            throws InterruptedException, Gone {
        Delivery delivery = new Delivery(filter, out, from == null ? listener.joinedAt() : from);
        out.begin(delivery.positions.toString());
        if (from != null) {
            catchUp(listener.joinedAt(), delivery);
        }
        out.now(delivery.positions.toString());
        while (true) {
            Told told = listener.next(listener.gone() ? Duration.ZERO : HEARTBEAT);
            if (told != null) {
                delivery.take(told);
            } else if (listener.gone()) {
                return;
            } else {
                out.heartbeat();
            }
        }
    }

    private void catchUp(Positions to, Delivery delivery) throws InterruptedException, Gone {
        catchingUp.acquire();
        try (KafkaConsumer<String, byte[]> consumer = topic.consumer()) {
            List<TopicPartition> behind = behind(consumer, to, delivery);
            consumer.assign(behind);
            behind.forEach(one -> consumer.seek(one, delivery.positions.of(one.partition())));
            long heard = System.nanoTime();
            while (behind.stream().anyMatch(one -> consumer.position(one) < to.of(one.partition()))) {
                for (ConsumerRecord<String, byte[]> incoming : consumer.poll(POLL)) {
                    heard = System.nanoTime();
                    if (incoming.offset() < to.of(incoming.partition())) {
                        delivery.take(incoming, topic);
                    }
                }
                if (System.nanoTime() - heard > STALLED.toNanos()) {
                    throw new Gone(null);
                }
            }
        } catch (KafkaException e) {
            // the stream ends; the client comes back with its last id
            throw new Gone(e);
        } finally {
            catchingUp.release();
        }
    }

    /** The partitions of which the listener lacks something; says so where that is gone for ever. */
    private static List<TopicPartition> behind(KafkaConsumer<?, ?> consumer, Positions to, Delivery delivery)
            throws Gone, InterruptedException {
        List<TopicPartition> partitions = LifecycleTopic.partitions(consumer);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<TopicPartition> behind = new ArrayList<>();
        for (TopicPartition one : partitions) {
            long wanted = delivery.positions.of(one.partition());
            if (wanted > ends.getOrDefault(one, 0L) || (wanted > 0 && wanted < beginnings.getOrDefault(one, 0L))) {
                delivery.gap(to);
                return List.of();
            }
            if (wanted < to.of(one.partition())) {
                behind.add(one);
            }
        }
        return behind;
    }

    /** What one client has had so far. */
    private static final class Delivery {
        private static final int SUBJECTS = 128;

        private final EventFilter filter;
        private final Out out;
        private Positions positions;
        private final Map<String, Long> last = new LinkedHashMap<>(SUBJECTS, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > SUBJECTS;
            }
        };

        Delivery(EventFilter filter, Out out, Positions positions) {
            this.filter = filter;
            this.out = out;
            this.positions = positions;
        }

        void take(ConsumerRecord<String, byte[]> incoming, LifecycleTopic topic) throws Gone, InterruptedException {
            Told told = topic.told(incoming, positions);
            if (told == null) {
                positions = positions.after(incoming.partition(), incoming.offset());
            } else {
                take(told);
            }
        }

        void take(Told told) throws Gone, InterruptedException {
            // another replica of the console may have been further when it gave out the id
            if (told.offset() < positions.of(told.partition())) {
                return;
            }
            positions = positions.merge(told.after());
            String subject = told.event().subject().key();
            if (told.event().seq() > last.getOrDefault(subject, 0L)) {
                last.put(subject, told.event().seq());
                if (filter.passes(told)) {
                    out.event(positions.toString(), EventBody.of(told.event()));
                }
            }
        }

        void gap(Positions to) throws Gone, InterruptedException {
            positions = to;
            out.gap(positions.toString());
        }
    }
}
