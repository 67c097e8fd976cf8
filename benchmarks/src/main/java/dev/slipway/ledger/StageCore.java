package dev.slipway.ledger;

import dev.slipway.events.Topics;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import io.agroal.api.AgroalDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** All of a replica of a stage but Quarkus: intake, worker, relay and sweeper on a pool and a producer of their own. */
public final class StageCore implements AutoCloseable {
    private final Role role;
    private final int writers;
    private final AgroalDataSource pool;
    private final Database database;
    private final Worker worker;
    private final Relay relay;
    private final Sweeper sweeper;
    private final List<Reading> readings = new ArrayList<>();

    /**
     * @param project where the services' settings are
     * @param operator settings that come before those
     */
    public StageCore(
            CoreDatabase ledger, String bootstrapServers, Stage stage, Path project, Map<String, String> operator)
            throws SQLException {
        LedgerConfig config = ServiceSettings.core(project, stage.role(), operator);
        this.role = stage.role();
        this.writers = Math.min(config.slots(), Integer.parseInt(ServiceSettings.jdbc("max-size")));
        this.pool = ledger.pool(role);
        this.database = new Database(pool);
        this.worker = new Worker(database, stage, config);
        this.relay = new Relay(database, () -> producer(bootstrapServers), config);
        this.sweeper = new Sweeper(database, stage, config);
        Intake intake = new Intake(database, role.wireName());
        FactReader facts = new FactReader(stage);
        readings.add(
                new Reading(bootstrapServers, role.wireName(), Topics.LIFECYCLE, batch -> intake.take(batch, facts)));
        if (role == Role.BUILDER) {
            RequestIntake reader = new RequestIntake(role);
            readings.add(new Reading(
                    bootstrapServers, "builder-requests", Topics.REQUESTS, batch -> intake.take(batch, reader)));
        }
    }

    /** How many jobs of this replica can be at the database at once: each has a slot and a connection. */
    public int writers() {
        return writers;
    }

    public StageCore start() {
        readings.forEach(Reading::start);
        worker.start();
        relay.start();
        sweeper.start();
        return this;
    }

    /** Commits facts as a job of this stage would, in this process. */
    public void write(UUID chain, Collection<Subject> subjects, LedgerWork work) {
        CoreDatabase.write(database, role, chain, subjects, work);
    }

    /** The relay's settings in a service. */
    public static Producer<String, byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "max.in.flight.requests.per.connection",
                        5,
                        "linger.ms",
                        1),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        readings.forEach(Reading::stop);
        sweeper.stop();
        worker.stop(Duration.ofSeconds(10));
        relay.stop();
        readings.forEach(Reading::join);
        pool.close();
    }
}
