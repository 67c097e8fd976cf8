package dev.slipway.ledger;

import dev.slipway.events.Topics;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/** The whole core of a stage in a process of its own, to be killed: intake, worker, relay, sweeper. Its work leaves a line in a file. */
final class Replica implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Replica.class);

    private final Worker worker;
    private final Relay relay;
    private final Sweeper sweeper;
    private final List<Reading> readings;

    /** With a short lease, as whoever is killed needs it. */
    Replica(String url, String bootstrapServers, Path effects) {
        this(
                url,
                bootstrapServers,
                effects,
                Pace.BRISK.withLease(Duration.ofSeconds(2)).withMissedAfter(Duration.ofSeconds(3)));
    }

    Replica(String url, String bootstrapServers, Path effects, Pace pace) {
        Database database = Services.database(url, Role.BUILDER);
        Stage stage = new BuilderLike((job, context) -> work(job, context, effects));
        worker = new Worker(database, stage, pace);
        relay = new Relay(database, () -> KafkaClients.producer(bootstrapServers), pace);
        sweeper = new Sweeper(database, stage, pace);
        Intake intake = new Intake(database, "builder");
        readings = List.of(
                new Reading(bootstrapServers, "requests", Topics.REQUESTS, intake, new RequestIntake(Role.BUILDER)),
                new Reading(bootstrapServers, "facts", Topics.LIFECYCLE, intake, new FactReader(stage)));
    }

    /** Database URL, bootstrap servers, file of effects. */
    public static void main(String[] arguments) throws InterruptedException {
        new Replica(arguments[0], arguments[1], Path.of(arguments[2])).start();
        new CountDownLatch(1).await();
    }

    void start() {
        readings.forEach(Reading::start);
        worker.start();
        relay.start();
        sweeper.start();
    }

    @Override
    public void close() {
        readings.forEach(Reading::stop);
        sweeper.stop();
        worker.stop(Duration.ofSeconds(5));
        relay.stop();
    }

    private static Outcome work(Job job, JobContext context, Path effects) throws InterruptedException {
        try {
            BuilderLike.begin(job, context);
            context.checkpoint();
            LockSupport.parkNanos(20_000_000);
            Files.writeString(
                    effects, job.subject().key() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return BuilderLike.failed(job, "as planned");
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One consumer, which acknowledges what intake has stored. */
    private static final class Reading {
        private final KafkaConsumer<String, byte[]> consumer;
        private final String topic;
        private final Intake intake;
        private final Intake.Reader reader;
        private final Thread thread = new Thread(this::read);

        Reading(String bootstrapServers, String group, String topic, Intake intake, Intake.Reader reader) {
            this.consumer = KafkaClients.consumer(bootstrapServers, group);
            this.topic = topic;
            this.intake = intake;
            this.reader = reader;
        }

        void start() {
            thread.setDaemon(true);
            thread.start();
        }

        void stop() {
            consumer.wakeup();
        }

        private void read() {
            try (consumer) {
                consumer.subscribe(List.of(topic));
                while (true) {
                    ConsumerRecords<String, byte[]> batch = consumer.poll(Duration.ofMillis(200));
                    intake.take(Channels.incoming(batch), reader);
                    acknowledge();
                }
            } catch (WakeupException e) {
                // the end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Whoever lost its partition, by a broker that went away or a machine that stood still, will read the records again. */
        private void acknowledge() {
            try {
                consumer.commitSync(Duration.ofSeconds(5));
            } catch (RebalanceInProgressException | CommitFailedException | TimeoutException e) {
                LOG.warnf("not acknowledged, will be read again: %s", e.getMessage());
            }
        }
    }
}
