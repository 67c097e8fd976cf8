package dev.slipway.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntBinaryOperator;
import java.util.stream.Collectors;
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

/**
 * A Kafka broker of our own, on loopback: one node that is its own controller, with its log in a folder. It runs in this
 * process, or in one of its own where a test wants to kill it.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final String CLUSTER = "c2xpcHdheS1lbWJlZGRlZA";
    private static final int NODE = 1;

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private final Map<Integer, Integer> doors = new TreeMap<>();
    private @Nullable KafkaRaftServer server;
    private @Nullable ChildProcess apart;

    public KafkaBroker(Path folder, int port, int controllerPort) {
        this.folder = folder;
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /**
     * Before the first start: it shall run in a process of its own.
     *
     * @param options further ones for its Java runtime
     */
    public void runApart(String... options) {
        List<String> command = new ArrayList<>(List.of(ServiceProcess.java(), "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                KafkaBroker.class.getName(),
                folder.toString(),
                Integer.toString(port),
                Integer.toString(controllerPort)));
        doors.forEach((listens, told) -> command.add(listens + ":" + told));
        apart = new ChildProcess("broker", command, Map.of(), folder.resolve("broker.log"));
    }

    /**
     * Before the first start: a further port to come in by. Whoever does is told to come back by the port {@code told}, so
     * that a proxy between the two sees all that is said.
     */
    public void addDoor(int listens, int told) {
        doors.put(listens, told);
    }

    /** A broker alone in its process: folder, port, controller port, doors as {@code listens:told}. */
    public static void main(String[] arguments) throws Exception {
        try (KafkaBroker broker = new KafkaBroker(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))) {
            for (String door : List.of(arguments).subList(3, arguments.length)) {
                String[] ports = door.split(":", 2);
                broker.addDoor(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
            }
            broker.start();
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    public void start() throws IOException {
        if (apart != null) {
            startApart(apart);
            return;
        }
        Path log = folder.resolve("log");
        if (!Files.exists(log.resolve("meta.properties"))) {
            Files.createDirectories(log);
            format(log);
        }
        KafkaRaftServer started = new KafkaRaftServer(new KafkaConfig(settings(log), false), Time.SYSTEM);
        started.startup();
        server = started;
    }

    private void startApart(ChildProcess process) throws IOException {
        process.start();
        try {
            process.await(this::answers, READY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the broker started", e);
        }
    }

    private boolean answers() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(2, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Of a broker that runs apart, as {@code kill -9}; it can be started again. */
    public void kill() throws InterruptedException {
        ChildProcess process = apart;
        if (process == null) {
            throw new IllegalStateException("a broker in this process cannot be killed: let it run apart");
        }
        process.kill();
        process.awaitEnd();
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "5000"));
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
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d%s"
                                .formatted(port, controllerPort, eachDoor((listens, _) -> listens))),
                Map.entry(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:%d%s".formatted(port, eachDoor((_, told) -> told))),
                Map.entry(
                        "listener.security.protocol.map",
                        doors.keySet().stream()
                                .map(",DOOR%d:PLAINTEXT"::formatted)
                                .collect(Collectors.joining("", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT", ""))),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
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

    private String eachDoor(IntBinaryOperator port) {
        StringBuilder all = new StringBuilder();
        doors.forEach((listens, told) ->
                all.append(",DOOR%d://127.0.0.1:%d".formatted(listens, port.applyAsInt(listens, told))));
        return all.toString();
    }

    /** Makes the topics that are not there; the lifecycle is kept for ever. */
    public void createTopics(int partitions) throws InterruptedException {
        try (Admin admin = admin()) {
            create(admin, new NewTopic("slipway.requests", partitions, (short) 1));
            create(
                    admin,
                    new NewTopic("slipway.lifecycle", partitions, (short) 1).configs(Map.of("retention.ms", "-1")));
            create(
                    admin,
                    new NewTopic("slipway.dead-letter", partitions, (short) 1).configs(Map.of("retention.ms", "-1")));
            create(admin, new NewTopic("slipway.checkpoints", 1, (short) 1).configs(Map.of("retention.ms", "-1")));
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
        if (apart != null) {
            apart.stop(STOP);
        }
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }
}
