package dev.slipway.ledger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the core in a service: the relay everywhere, worker and sweeper where there is a stage. */
@ApplicationScoped
class Core {
    private static final Logger LOG = Logger.getLogger(Core.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Database database;
    private final LedgerConfig config;
    private final Instance<Stage> stages;
    private final String bootstrapServers;
    private volatile boolean ready;
    private @Nullable Thread starter;
    private @Nullable Relay relay;
    private @Nullable Worker worker;
    private @Nullable Sweeper sweeper;

    Core(
            Database database,
            LedgerConfig config,
            Instance<Stage> stages,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.database = database;
        this.config = config;
        this.stages = stages;
        this.bootstrapServers = bootstrapServers;
    }

    void start(@Observes StartupEvent event) {
        starter = Thread.ofVirtual().name("core-start").start(() -> {
            try {
                SchemaGate.await(database);
                run();
            } catch (InterruptedException e) {
                LOG.info("stopped before the schema was there");
            }
        });
    }

    private synchronized void run() {
        Relay newRelay = new Relay(database, this::producer, config);
        newRelay.start();
        relay = newRelay;
        if (stages.isResolvable()) {
            Worker newWorker = new Worker(database, stages.get(), config);
            newWorker.start();
            worker = newWorker;
            Sweeper newSweeper = new Sweeper(database, stages.get(), config);
            newSweeper.start();
            sweeper = newSweeper;
        }
        ready = true;
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
            starting.join(Duration.ofSeconds(1));
        }
        stopParts();
    }

    private synchronized void stopParts() {
        if (sweeper != null) {
            sweeper.stop();
        }
        if (worker != null) {
            worker.stop(PATIENCE);
        }
        if (relay != null) {
            relay.stop();
        }
    }

    boolean ready() {
        return ready;
    }

    private Producer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        5,
                        // the relay gives up first, and with a row on all that come after it
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(10 * Relay.PATIENCE.toMillis()),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        10_000,
                        ProducerConfig.LINGER_MS_CONFIG,
                        1,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        10_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
