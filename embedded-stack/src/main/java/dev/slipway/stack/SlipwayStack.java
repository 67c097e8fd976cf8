package dev.slipway.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All of Slipway on one machine: PostgreSQL, a broker, a registry, a Git server and the five services, each a process of
 * its own, everything on loopback and in one folder. What it deploys runs on the engine and outlives it.
 */
public final class SlipwayStack implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(4);
    private static final long LOOK_MILLIS = 300;

    private final StackSettings settings;
    private final PostgresServer postgres;
    private final KafkaBroker broker;
    private final RegistryServer registry;
    private final GitServer git;
    private final Properties passwords = new Properties();
    private final Map<Service, List<ServiceProcess>> services = new EnumMap<>(Service.class);
    private volatile boolean closing;

    public SlipwayStack(StackSettings settings) throws IOException {
        this.settings = settings;
        StackPorts ports = StackPorts.of(settings.data());
        this.postgres = new PostgresServer(settings.data().resolve("postgres"), ports.postgres(), settings.durable());
        this.broker = new KafkaBroker(settings.data().resolve("kafka"), ports.broker(), ports.controller());
        this.registry = new RegistryServer(settings.data().resolve("registry"), ports.registry());
        this.git = new GitServer(settings.data().resolve("git"), ports.git());
    }

    /** Starts everything that keeps or carries data; the services can be started after it. */
    public void startParts() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(settings.data().resolve("git"));
        postgres.start();
        broker.start();
        broker.createTopics(6);
        registry.start();
        git.start();
        migrate();
    }

    /** The schema belongs to the migrator: it runs once, as the owner, before any service. */
    private void migrate() throws IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        for (Service service : Service.values()) {
            byte[] secret = new byte[24];
            random.nextBytes(secret);
            passwords.setProperty(service.wireName(), HexFormat.of().formatHex(secret));
        }
        Path file = settings.data().resolve("role-passwords.properties");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newBufferedWriter(file)) {
            passwords.store(out, null);
        }
        ChildProcess migrator = new ChildProcess(
                "migrator",
                List.of(
                        ServiceProcess.java(),
                        "-cp",
                        Service.CONSOLE.application(settings.project()).resolve("lib/main") + "/*",
                        "dev.slipway.ledger.Migrator"),
                Map.of(
                        "SLIPWAY_DB_URL", postgres.jdbcUrl(),
                        "SLIPWAY_DB_OWNER", postgres.owner(),
                        "SLIPWAY_DB_OWNER_PASSWORD", "not-asked-for",
                        "SLIPWAY_DB_ROLE_PASSWORDS", file.toString()),
                log("migrator"));
        migrator.start();
        migrator.requireSuccess(READY);
    }

    /** Starts one of each service and waits until all are ready. */
    public void startServices() throws IOException, InterruptedException {
        for (Service service : Service.values()) {
            start(service, Map.of());
        }
        awaitServices();
    }

    /** As {@link #startServices}; from the first moment on, a service whose process has ended is started again. */
    public void startSupervisedServices(Consumer<String> told) throws IOException, InterruptedException {
        startSupervisedServices(_ -> Map.of(), told);
    }

    /** The same, with an environment of its own for each service. */
    public void startSupervisedServices(Function<Service, Map<String, String>> environment, Consumer<String> told)
            throws IOException, InterruptedException {
        for (Service service : Service.values()) {
            start(service, environment.apply(service));
        }
        supervise(told);
        awaitServices();
    }

    private void awaitServices() throws InterruptedException {
        for (ServiceProcess one : all()) {
            one.awaitReady(READY);
        }
    }

    /** Starts a further replica of a service, without waiting for it. */
    public synchronized ServiceProcess start(Service service, Map<String, String> environment) throws IOException {
        List<ServiceProcess> replicas = services.computeIfAbsent(service, _ -> new ArrayList<>());
        int port = service == Service.CONSOLE && replicas.isEmpty() ? settings.consolePort() : Ports.free();
        Map<String, String> all = new HashMap<>(environment(service));
        all.putAll(settings.environment());
        all.putAll(environment);
        String name = replicas.isEmpty() ? service.wireName() : service.wireName() + "-" + replicas.size();
        ServiceProcess process =
                new ServiceProcess(name, service.application(settings.project()), port, all, log(name));
        process.start();
        replicas.add(process);
        return process;
    }

    /** Ends a replica, which is not started again. */
    public void remove(ServiceProcess replica) {
        synchronized (this) {
            services.values().forEach(replicas -> replicas.remove(replica));
        }
        replica.close();
    }

    /** Does what an operator's machine does; {@code told} hears of it. */
    private void supervise(Consumer<String> told) {
        Thread.ofVirtual().name("supervisor").start(() -> {
            try {
                while (!closing) {
                    for (ServiceProcess one : all()) {
                        startAgain(one, told);
                    }
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                told.accept("a service could not be started again: " + e.getMessage());
            }
        });
    }

    private synchronized void startAgain(ServiceProcess one, Consumer<String> told) throws IOException {
        ChildProcess process = one.process();
        // what ends by itself while starting would do so again: whoever waits for it says why
        if (!closing && !process.running() && (process.killed() || one.wasReady())) {
            told.accept(
                    "%s has ended (exit code %d) and is started again".formatted(process.name(), process.exitCode()));
            one.start();
        }
    }

    private synchronized List<ServiceProcess> all() {
        return services.values().stream().flatMap(List::stream).toList();
    }

    private Map<String, String> environment(Service service) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(),
                "QUARKUS_DATASOURCE_PASSWORD", passwords.getProperty(service.wireName()),
                "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()));
        environment.putAll(
                switch (service) {
                    case BUILDER ->
                        Map.of(
                                "SLIPWAY_BUILDER_ENGINE", settings.engine().toString(),
                                "SLIPWAY_BUILDER_REGISTRY", registry.host() + "/slipway",
                                "SLIPWAY_BUILDER_GIT_HOSTS", gitHosts(),
                                "SLIPWAY_BUILDER_WORK",
                                        settings.data().resolve("builder").toString());
                    case SCANNER ->
                        Map.of(
                                "SLIPWAY_SCANNER_ADVISORIES",
                                settings.advisories().toString());
                    case PROMOTER ->
                        Map.of("SLIPWAY_ENVIRONMENTS", settings.environments().toString());
                    case DEPLOYER ->
                        Map.of(
                                "SLIPWAY_ENVIRONMENTS", settings.environments().toString(),
                                "SLIPWAY_DEPLOYER_PROXY_IMAGE", settings.proxyImage(),
                                "SLIPWAY_DEPLOYER_STATE",
                                        settings.data().resolve("deployer").toString());
                    case CONSOLE ->
                        Map.of(
                                "SLIPWAY_CONSOLE_TOKEN_FILE", tokenFile().toString(),
                                "SLIPWAY_CONSOLE_CHECKPOINT_KEY_FILE",
                                        settings.data()
                                                .resolve("checkpoint-key")
                                                .toString());
                });
        return environment;
    }

    private String gitHosts() {
        List<String> hosts = new ArrayList<>(settings.gitHosts());
        hosts.add(git.host());
        return String.join(",", hosts);
    }

    private Path log(String name) {
        return settings.data().resolve("logs").resolve(name + ".log");
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public KafkaBroker broker() {
        return broker;
    }

    public RegistryServer registry() {
        return registry;
    }

    public GitServer git() {
        return git;
    }

    /** The replicas of a service, in the order in which they were started. */
    public synchronized List<ServiceProcess> replicas(Service service) {
        return List.copyOf(services.getOrDefault(service, List.of()));
    }

    public URI console() {
        return URI.create("http://127.0.0.1:" + settings.consolePort());
    }

    /** The file with the token that the console asks for. */
    public Path tokenFile() {
        return settings.data().resolve("console-token");
    }

    public Path logs() {
        return settings.data().resolve("logs");
    }

    /** Services first, all at once; then what they need. */
    @Override
    public void close() throws IOException {
        List<ServiceProcess> all;
        synchronized (this) {
            closing = true;
            all = all();
        }
        all.forEach(one -> one.process().ask());
        all.forEach(ServiceProcess::close);
        git.close();
        registry.close();
        broker.close();
        postgres.close();
    }
}
