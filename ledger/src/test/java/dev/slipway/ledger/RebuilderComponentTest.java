package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.Topics;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.Role;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger is lost, the topic is not. */
class RebuilderComponentTest {
    @TempDir
    Path folder;

    private KafkaBroker broker;
    private PostgresServer empty;

    /** What was told by the relays, each record once at least. */
    @BeforeEach
    void publish() throws Exception {
        LedgerFixture.clear();
        broker = KafkaClients.broker(folder, 3);
        empty = new PostgresServer(folder.resolve("empty"), Ports.free(), false);
        empty.start();
        LedgerFixture.migrate(empty);
        Relay relay = new Relay(
                LedgerFixture.as(Role.BUILDER), () -> KafkaClients.producer(broker.bootstrapServers()), Pace.BRISK);
        relay.start();
        Story.tell();
        Awaitility.await().until(() -> LedgerFixture.count("select count(*) from outbox") == 0);
        relay.stop();
    }

    @AfterEach
    void stop() throws Exception {
        empty.close();
        broker.close();
    }

    private Connection owner() throws SQLException {
        return DriverManager.getConnection(empty.jdbcUrl(), empty.owner(), "");
    }

    private LedgerRebuild.Result rebuild() throws SQLException, LedgerRebuild.CannotRebuild {
        try (Connection connection = owner()) {
            return Rebuilder.rebuild(connection, broker.bootstrapServers());
        }
    }

    private List<ConsumerRecord<String, byte[]>> told() {
        return KafkaClients.readAll(broker.bootstrapServers(), Topics.LIFECYCLE, null);
    }

    private void tell(String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer = KafkaClients.producer(broker.bootstrapServers())) {
            producer.send(new ProducerRecord<>(Topics.LIFECYCLE, key, value)).get();
        }
    }

    /** Every row of what is rebuilt, with the columns that follow from the entries. */
    private static List<String> dump(Connection connection) throws SQLException {
        List<String> all = new ArrayList<>();
        for (String rows : List.of(
                "subject",
                "ledger_entry",
                "build",
                "artifact",
                "placement",
                "deployment",
                "serving",
                "restriction",
                "approval",
                "waiver",
                "drift",
                "stop_request")) {
            all.addAll(Sql.list(
                    connection,
                    row -> rows + " " + row.getString(1),
                    "select (to_jsonb(t) - 'chain_id')::text from %s t order by 1".formatted(rows)));
        }
        return all;
    }

    private List<String> rebuilt() throws SQLException {
        try (Connection connection = owner()) {
            return dump(connection);
        }
    }

    private static List<String> lived() throws SQLException {
        try (Connection connection = LedgerFixture.owner()) {
            return dump(connection);
        }
    }

    @Test
    void hasTheSameHeadsEntriesAndStates() throws Exception {
        LedgerRebuild.Result result = rebuild();

        assertThat(result.entries()).isEqualTo(LedgerFixture.count("select count(*) from ledger_entry"));
        assertThat(result.subjects()).isEqualTo(LedgerFixture.count("select count(*) from subject"));
        assertThat(result.leftOut()).isZero();
        assertThat(rebuilt()).hasSizeGreaterThan(60).isEqualTo(lived());
        ChainVerifier verifier = new ChainVerifier(Services.database(empty.jdbcUrl(), Role.CONSOLE));
        assertThat(verifier.verify(List.of(), null, true).problems()).isEmpty();
        try (Connection connection = owner()) {
            assertThat(Sql.list(connection, row -> row.getLong(1), "select count(*) from outbox"))
                    .as("nothing is told a second time")
                    .containsExactly(0L);
        }
    }

    @Test
    void takesWhatWasToldTwiceOnceAndLeavesOutWhatOthersWrote() throws Exception {
        List<ConsumerRecord<String, byte[]>> told = new ArrayList<>(told());
        Collections.shuffle(told, new Random(7));
        for (ConsumerRecord<String, byte[]> one : told.subList(0, 20)) {
            tell(one.key(), one.value());
        }
        byte[] requested = LedgerFixture.rows(
                        row -> row.getBytes("bytes"),
                        "select bytes from ledger_entry where seq = 1 and to_state = 'REQUESTED' and exists"
                                + " (select 1 from build where id::text = subject_key and state = 'BUILT')")
                .getFirst();
        tell(
                "x",
                new String(requested, StandardCharsets.UTF_8)
                        .replace("git.example", "git.evil.ex")
                        .getBytes(StandardCharsets.UTF_8));
        tell("x", "nonsense".getBytes(StandardCharsets.UTF_8));

        LedgerRebuild.Result result = rebuild();

        assertThat(result.leftOut())
                .as("the forged one and the one that is none")
                .isEqualTo(2);
        assertThat(rebuilt()).isEqualTo(lived());
    }

    private void refused(String because) throws SQLException {
        assertThatThrownBy(this::rebuild)
                .isInstanceOf(LedgerRebuild.CannotRebuild.class)
                .hasMessageContaining(because);
        try (Connection connection = owner()) {
            assertThat(Sql.list(connection, row -> row.getLong(1), "select count(*) from subject"))
                    .containsExactly(0L);
        }
    }

    /** A second last entry cannot be told from the first by anything that follows. */
    @Test
    void refusesToChooseBetweenTwoLastEntries() throws Exception {
        String last = new String(
                LedgerFixture.rows(
                                row -> row.getBytes("bytes"),
                                "select bytes from ledger_entry where subject_key = 'shop/dev' order by seq desc limit 1")
                        .getFirst(),
                StandardCharsets.UTF_8);
        tell("shop/dev", last.replace("1 of 2 containers", "0 of 2 containers").getBytes(StandardCharsets.UTF_8));

        refused("the topic has 2 different entries shop/dev/");
    }

    /** What the rules of the ledger forbid they forbid here as well. */
    @Test
    void refusesAForgedEntryThatNoServiceCouldHaveMade() throws Exception {
        String build = LedgerFixture.rows(
                        row -> row.getString(1), "select id::text from build where state = 'REQUESTED'")
                .getFirst();
        byte[] first = LedgerFixture.rows(
                        row -> row.getBytes("bytes"),
                        "select bytes from ledger_entry where subject_key = ? order by seq desc limit 1",
                        build)
                .getFirst();
        String head = LedgerFixture.rows(
                        row -> row.getString(1), "select encode(head_hash, 'hex') from subject where key = ?", build)
                .getFirst();
        String forged = new String(first, StandardCharsets.UTF_8)
                .replaceAll("\"seq\":2", "\"seq\":3")
                .replaceAll("\"previousHash\":\"[0-9a-f]*\"", "\"previousHash\":\"" + head + "\"")
                .replace("/slipway/console", "/slipway/scanner");
        tell(build, forged.getBytes(StandardCharsets.UTF_8));

        refused("entry %s/3 cannot be applied".formatted(build));
    }

    @Test
    void refusesATopicThatHasLostItsBeginning() throws Exception {
        List<byte[]> chain = told().stream()
                .filter(one -> one.key().equals("shop/dev"))
                .map(ConsumerRecord::value)
                .toList();
        try (Connection connection = owner()) {
            LedgerRebuild rebuild = new LedgerRebuild(connection);
            rebuild.begin();
            for (byte[] one : chain.subList(2, chain.size())) {
                rebuild.take(one);
            }

            assertThatThrownBy(rebuild::finish)
                    .isInstanceOf(LedgerRebuild.CannotRebuild.class)
                    .hasMessage("the topic has entry shop/dev/3, but not entry shop/dev/2 that comes before it");
        }
    }

    @Test
    void refusesALedgerThatIsNotEmpty() throws Exception {
        rebuild();

        assertThatThrownBy(this::rebuild)
                .isInstanceOf(LedgerRebuild.CannotRebuild.class)
                .hasMessageContaining("the ledger is not empty");
        assertThat(rebuilt()).isEqualTo(lived());
    }
}
