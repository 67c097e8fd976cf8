package dev.slipway.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** A Kafka broker of our own in this process, on loopback: one node that is its own controller, with its log in a folder. */
public final class KafkaBroker implements AutoCloseable {
    private static final String CLUSTER = "c2xpcHdheS1lbWJlZGRlZA";
    private static final int NODE = 1;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private @Nullable KafkaRaftServer server;

    public KafkaBroker(Path folder, int port, int controllerPort) {
        this.folder = folder;
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /** A broker alone in its process, for those who want to kill it: folder, port, controller port. */
    public static void main(String[] arguments) throws Exception {
        try (KafkaBroker broker = new KafkaBroker(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))) {
            broker.start();
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    public void start() throws IOException {
        Path log = folder.resolve("log");
        if (!Files.exists(log.resolve("meta.properties"))) {
            Files.createDirectories(log);
            format(log);
        }
        KafkaRaftServer started = new KafkaRaftServer(new KafkaConfig(settings(log), false), Time.SYSTEM);
        started.startup();
        server = started;
    }

    private void format(Path log) throws IOException {
        Formatter formatter = new Formatter();
        formatter.setClusterId(CLUSTER);
        formatter.setNodeId(NODE);
        formatter.setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
        formatter.setDirectories(List.of(log.toString()));
        formatter.setControllerListenerName("CONTROLLER");
        formatter.setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("could not prepare the broker's folder " + log, e);
        }
    }

    private Properties settings(Path log) {
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE)),
                Map.entry("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort)),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", log.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "1000"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152")));
        return settings;
    }

    /** Makes the topics that are not there; the lifecycle is kept for ever. */
    public void createTopics(int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            create(admin, new NewTopic("slipway.requests", partitions, (short) 1));
            create(
                    admin,
                    new NewTopic("slipway.lifecycle", partitions, (short) 1).configs(Map.of("retention.ms", "-1")));
            create(
                    admin,
                    new NewTopic("slipway.dead-letter", partitions, (short) 1).configs(Map.of("retention.ms", "-1")));
        }
    }

    private static void create(Admin admin, NewTopic topic) throws InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("could not create topic " + topic.name(), e.getCause());
            }
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }
}
