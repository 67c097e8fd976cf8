package dev.slipway.benchmarks;

import dev.slipway.ledger.StageCore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The same rows and records without a ledger: as many inserts, updates and deletes for each piece of work, spread evenly over
 * as many transactions as it is told, statements of a kind sent together; then its Kafka records, waited for. No rules, no
 * reads, no triggers, no order.
 */
final class BareLoop {
    private static final AtomicLong KEYS = new AtomicLong();

    private final Bed bed;
    private final int threads;

    BareLoop(Bed bed, int threads) throws SQLException {
        this.bed = bed;
        this.threads = threads;
        bed.execute("create table bare_row (id bigint primary key, value bytea not null)");
        bed.execute(
                "create table bare_state (id bigint primary key, version bigint not null default 0) with (fillfactor = 70)");
    }

    /** Does {@code count} pieces of work and gives back how many it did in a second. */
    double perSecond(int count, Footprint one) throws Exception {
        AtomicLong left = new AtomicLong(count);
        long began = System.nanoTime();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads);
                Producer<String, byte[]> producer = StageCore.producer(bed.bootstrapServers())) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(worker(one, left, producer)));
            }
            for (Future<Void> each : all) {
                each.get();
            }
        }
        return count / ((System.nanoTime() - began) / 1e9);
    }

    private Callable<Void> worker(Footprint one, AtomicLong left, Producer<String, byte[]> producer) {
        return () -> {
            try (Connection connection = bed.connect();
                    Writer writer = new Writer(connection, one)) {
                connection.setAutoCommit(false);
                while (left.getAndDecrement() > 0) {
                    writer.write();
                    send(one, producer);
                }
            }
            return null;
        };
    }

    private static void send(Footprint one, Producer<String, byte[]> producer) throws Exception {
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        byte[] value = new byte[(int) (one.bytes() / Math.max(1, one.records()))];
        for (int i = 0; i < Math.round(one.records()); i++) {
            pending.add(producer.send(new ProducerRecord<>("slipway.dead-letter", Long.toString(KEYS.get()), value)));
        }
        for (Future<RecordMetadata> each : pending) {
            each.get();
        }
    }

    /** The rows of one piece of work after another, on one connection. */
    private static final class Writer implements AutoCloseable {
        private final Connection connection;
        private final Footprint one;
        private final PreparedStatement insert;
        private final PreparedStatement state;
        private final PreparedStatement update;
        private final PreparedStatement delete;
        private final long own = KEYS.incrementAndGet() << 32;
        private final byte[] body;
        private long inserted;
        private long deleted;

        Writer(Connection connection, Footprint one) throws SQLException {
            this.connection = connection;
            this.one = one;
            this.insert = connection.prepareStatement("insert into bare_row (id, value) values (?, ?)");
            this.state = connection.prepareStatement("insert into bare_state (id) values (?) on conflict do nothing");
            this.update = connection.prepareStatement("update bare_state set version = version + 1 where id = ?");
            this.delete = connection.prepareStatement("delete from bare_row where id = ?");
            // an entry's bytes are written twice: into the ledger and into the outbox
            this.body = new byte[(int) (2 * one.bytes() / Math.max(1, one.inserts()))];
            for (int i = 0; i < 64; i++) {
                state.setLong(1, own + i);
                state.addBatch();
            }
            state.executeBatch();
        }

        void write() throws SQLException {
            int commits = (int) Math.max(1, Math.round(one.commits()));
            for (int i = 0; i < commits; i++) {
                for (long n = due(one.inserts(), i, commits); n > 0; n--) {
                    insert.setLong(1, own + inserted++);
                    insert.setBytes(2, body);
                    insert.addBatch();
                }
                insert.executeBatch();
                for (long n = due(one.updates(), i, commits); n > 0; n--) {
                    update.setLong(1, own + n % 64);
                    update.addBatch();
                }
                update.executeBatch();
                for (long n = due(one.deletes(), i, commits); n > 0; n--) {
                    delete.setLong(1, own + deleted++);
                    delete.addBatch();
                }
                delete.executeBatch();
                connection.commit();
            }
        }

        /** How much of the whole falls on the commit of this number. */
        private static long due(double whole, int number, int commits) {
            return Math.round(whole * (number + 1) / commits) - Math.round(whole * number / commits);
        }

        @Override
        public void close() throws SQLException {
            insert.close();
            state.close();
            update.close();
            delete.close();
        }
    }
}
