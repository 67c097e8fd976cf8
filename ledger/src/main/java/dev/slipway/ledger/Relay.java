package dev.slipway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.slipway.events.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the outbox to Kafka. The rows of a shard go in order, under a session lock that the server frees when this
 * process dies; a row is deleted when the broker has it. A relay that lost its lock while sending can only send again
 * what was sent: the same event ids, which intake sees once.
 */
final class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int LOCK_SPACE = 0x51A9;
    private static final int BATCH = 500;

    /**
     * The rest after each round but a full one: what is committed meanwhile goes together. Each record that goes alone costs
     * a request, an answer to every stage that waits for it, and a transaction in each.
     */
    private static final long GATHER_MILLIS = 100;

    /** Longer than any request to the broker; the producer itself must not give up on one row and go on with the next. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final Database database;
    private final Supplier<Producer<String, byte[]>> producers;
    private final LedgerConfig config;
    private @Nullable Producer<String, byte[]> producer;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean stopping;
    private @Nullable Thread loop;

    Relay(Database database, Supplier<Producer<String, byte[]>> producers, LedgerConfig config) {
        this.database = database;
        this.producers = producers;
        this.config = config;
    }

    private record Row(long id, String topic, String key, String headers, byte[] value) {}

    void start() {
        database.on(Database.Left.RECORDS, this::ring);
        loop = Thread.ofPlatform().daemon().name("relay").start(this::loop);
    }

    /** Something was committed that is to be sent: look at once. */
    private void ring() {
        bell.release();
    }

    void stop() {
        stopping = true;
        Thread thread = loop;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void loop() {
        long pause = 5;
        while (!stopping) {
            try (Connection connection = database.dedicated()) {
                connection.setAutoCommit(true);
                while (!stopping) {
                    int sent = sendAll(connection);
                    pause = sent > 0 ? 5 : Math.min(pause * 2, config.poll().toMillis());
                    if (sent > 0 && sent < BATCH) {
                        Thread.sleep(GATHER_MILLIS);
                    }
                    if (bell.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                        bell.drainPermits();
                        pause = 5;
                    }
                }
            } catch (InterruptedException e) {
                break;
            } catch (SQLException | RuntimeException e) {
                LOG.warnf("the relay starts over: %s", e.getMessage());
                StageMeters.sendingFailed();
                drop();
                pause = rest();
            }
        }
        drop();
    }

    private long rest() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            stopping = true;
        }
        return 5;
    }

    /** A producer that failed may have records in flight: only a new one starts from the first row that is still there. */
    private void drop() {
        Producer<String, byte[]> old = producer;
        producer = null;
        if (old == null) {
            return;
        }
        try {
            old.close(Duration.ZERO);
        } catch (RuntimeException e) {
            LOG.warnf("a producer did not close cleanly: %s", e.getMessage());
        }
    }

    /** One round for all shards that wait and that nobody else is sending: the broker is waited for once. */
    int sendAll(Connection connection) throws SQLException, InterruptedException {
        Integer[] shards = lock(connection);
        if (shards.length == 0) {
            return 0;
        }
        try {
            // a statement of its own, so that it sees what was committed and deleted before the locks were taken
            List<Row> rows = Sql.list(
                    connection,
                    row -> new Row(
                            row.getLong("id"),
                            row.getString("topic"),
                            row.getString("key"),
                            row.getString("headers"),
                            row.getBytes("value")),
                    "select id, topic, key, headers::text, value from outbox where shard = any(?) and parked is null order by id limit ?",
                    connection.createArrayOf("int", shards),
                    BATCH);
            if (!rows.isEmpty()) { // somebody else may have sent them before the locks were ours
                send(connection, rows);
            }
            return rows.size();
        } finally {
            Sql.list(
                    connection,
                    row -> true,
                    "select pg_advisory_unlock(?, shard) from unnest(?) as locked(shard)",
                    LOCK_SPACE,
                    connection.createArrayOf("int", shards));
        }
    }

    private static Integer[] lock(Connection connection) throws SQLException {
        return Sql.list(connection, row -> row.getInt("shard"), """
                        select shard from (
                            select shard, pg_try_advisory_lock(?, shard) as ours from (
                                select distinct shard from (
                                    select shard from outbox where parked is null order by id limit 5000) waiting) shards) tried
                        where ours""", LOCK_SPACE).toArray(Integer[]::new);
    }

    private void send(Connection connection, List<Row> rows) throws SQLException, InterruptedException {
        List<Long> delivered = new ArrayList<>();
        Producer<String, byte[]> current = producer();
        Failpoint.RELAY_BEFORE_SEND.hit();
        List<Future<RecordMetadata>> pending = hand(current, rows);
        boolean failed = false;
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < pending.size() && !failed; i++) {
            try {
                pending.get(i).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                delivered.add(rows.get(i).id());
            } catch (ExecutionException e) {
                failed = !park(connection, rows.get(i), e.getCause());
            } catch (TimeoutException e) {
                LOG.warnf("outbox row %d was not taken within %d s", rows.get(i).id(), PATIENCE.toSeconds());
                failed = true;
            }
        }
        Failpoint.RELAY_AFTER_SEND.hit();
        if (!delivered.isEmpty()) {
            Sql.update(connection, "delete from outbox where id = any(?)", (Object) delivered.toArray(Long[]::new));
            StageMeters.sent(delivered.size());
            Failpoint.RELAY_AFTER_DELETE.hit();
        }
        if (failed) {
            throw new IllegalStateException("the broker did not take every record");
        }
    }

    /**
     * Up to the first row that is refused at once, as all are while no broker answers: one that came after it and found the
     * broker back would be on the topic before it.
     */
    private static List<Future<RecordMetadata>> hand(Producer<String, byte[]> producer, List<Row> rows) {
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        for (Row row : rows) {
            Future<RecordMetadata> sent = producer.send(toRecord(row));
            pending.add(sent);
            if (sent.state() == Future.State.FAILED) {
                break;
            }
        }
        return pending;
    }

    /** A row that can never be sent must not stop its shard. */
    private static boolean park(Connection connection, Row row, @Nullable Throwable cause) throws SQLException {
        boolean never = cause instanceof RecordTooLargeException
                || cause instanceof InvalidTopicException
                || cause instanceof SerializationException;
        if (never) {
            LOG.errorf("outbox row %d can never be sent and was parked: %s", row.id(), cause);
            Sql.update(connection, "update outbox set parked = ? where id = ?", String.valueOf(cause), row.id());
        } else {
            LOG.warnf("outbox row %d was not sent: %s", row.id(), cause);
        }
        return never;
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> current = producer;
        if (current == null) {
            current = producers.get();
            producer = current;
        }
        return current;
    }

    private static ProducerRecord<String, byte[]> toRecord(Row row) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(row.topic(), row.key(), row.value());
        try {
            Json.MAPPER
                    .readValue(row.headers(), HEADERS)
                    .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("outbox row " + row.id() + " has headers that are not JSON", e);
        }
        return message;
    }
}
