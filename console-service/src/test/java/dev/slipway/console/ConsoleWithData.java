package dev.slipway.console;

import dev.slipway.ledger.TestLedger;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.nio.file.Path;
import java.util.List;

/** Something for a console to show, to look at the pages: folder. Prints what the console needs and stays until it is ended. */
final class ConsoleWithData {
    private ConsoleWithData() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<Integer> ports = Ports.free(3);
        try (PostgresServer postgres = new PostgresServer(folder.resolve("postgres"), ports.get(0), false);
                KafkaBroker broker = new KafkaBroker(folder.resolve("kafka"), ports.get(1), ports.get(2))) {
            postgres.start();
            broker.start();
            broker.createTopics(3);
            Seed seed = new Seed(new TestLedger(postgres)).sow();
            System.out.printf(
                    "export QUARKUS_DATASOURCE_JDBC_URL=%s QUARKUS_DATASOURCE_PASSWORD=%s KAFKA_BOOTSTRAP_SERVERS=%s%n",
                    postgres.jdbcUrl(), TestLedger.PASSWORD, broker.bootstrapServers());
            System.out.printf(
                    "export WAITING=%s VULNERABLE=%s HOSTILE=%s RUNNING=%s ABORTED=%s FAILED=%s%n",
                    seed.waiting,
                    seed.vulnerable,
                    seed.hostile,
                    seed.running.value(),
                    seed.aborted.value(),
                    seed.failed);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
