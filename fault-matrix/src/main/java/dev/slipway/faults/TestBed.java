package dev.slipway.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.Console;
import dev.slipway.demo.Callers;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.faults.judge.Judge;
import dev.slipway.faults.judge.Violation;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.Ports;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import dev.slipway.stack.SlipwayStack;
import dev.slipway.stack.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A stack of real processes with a door at every connection, one sample application, and somebody who keeps calling it. */
public final class TestBed implements AutoCloseable {
    static final String ENVIRONMENT = "dev";
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration REST = Duration.ofMinutes(3);
    private static final Duration SETTLED = Duration.ofMillis(1_500);
    private static final Duration SECOND_LOOK = Duration.ofSeconds(15);
    private static final int LOOK_MILLIS = 100;

    /** Short enough that a fault is over soon, long enough for two busy cores. */
    private static final Map<String, String> PACE = Map.ofEntries(
            Map.entry("SLIPWAY_LEDGER_LEASE", "5s"),
            Map.entry("SLIPWAY_LEDGER_SWEEP", "1s"),
            Map.entry("SLIPWAY_LEDGER_MISSED_AFTER", "4s"),
            Map.entry("SLIPWAY_DEPLOYER_STOP_GRACE", "2s"),
            Map.entry("SLIPWAY_DEPLOYER_DRIFT_EVERY", "12h"),
            Map.entry("MP_MESSAGING_INCOMING_LIFECYCLE_SESSION_TIMEOUT_MS", "3000"),
            Map.entry("KAFKA_HEARTBEAT_INTERVAL_MS", "700"));

    private final String app;
    private final Path folder;
    private final URI engineAddress;
    private final ContainerEngine engine;
    private final RegistryClient registry =
            new RegistryClient(RegistryOptions.defaults().withPlainHttpOnLoopback());
    private final SlipwayStack stack;
    private final Doors doors;
    private final Failpoints failpoints;
    private final SampleApp sample;
    private final int listens;
    private final ExecutorService asks = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> asking = new ArrayList<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> forged = new HashSet<>();
    private final List<String> told = new ArrayList<>();
    private @Nullable Callers callers;
    private int failedBefore;

    /**
     * Nothing is started yet.
     *
     * @param project where the services are built
     * @param folder empty, or not there yet
     * @param app of its own for every bed that uses the same engine
     */
    public TestBed(Path project, Path folder, URI engineAddress, String app) throws IOException {
        this.app = app;
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        this.engineAddress = engineAddress;
        this.engine = ContainerEngine.connect(EngineConfig.at(engineAddress));
        List<Integer> ports = Ports.free(2);
        this.listens = ports.get(0);
        this.stack = new SlipwayStack(new StackSettings(
                project,
                this.folder,
                engineAddress,
                this.folder.resolve("environments.yaml"),
                project.resolve("examples/advisories"),
                BaseImages.PROXY,
                ports.get(1),
                true,
                List.of(),
                PACE));
        this.doors = new Doors(stack, engineAddress);
        this.failpoints = new Failpoints(this.folder.resolve("failpoints"));
        this.sample = new SampleApp(this.folder.resolve("sample"), this.folder.resolve("git"), app);
        stack.broker().runApart();
    }

    /** Starts everything and waits until it is ready. */
    public void open() throws IOException, InterruptedException, SQLException, Cannot {
        engine.ping();
        new BaseImages(engine, folder.resolve("images")).prepare();
        removeDeployed();
        Files.writeString(folder.resolve("environments.yaml"), """
                environments:
                  - name: %s
                    auto: true
                    strategy: {canary: [50, 100], step: 500ms, bake: 500ms, start: 15s, drain: 2s}
                    target: {docker: {host: "%s", listen: "127.0.0.1:%d"}}
                """.formatted(
                        ENVIRONMENT, doors.engineFor(Service.DEPLOYER, engineAddress), listens));
        stack.startParts();
        sample.create(folder.resolve("sample").resolve("files"));
        stack.startSupervisedServices(this::environment, this::hear);
    }

    private Map<String, String> environment(Service service) {
        try {
            Map<String, String> environment = new HashMap<>(doors.environment(service, engineAddress));
            environment.putAll(failpoints.environment(service));
            if (service == Service.BUILDER) {
                environment.put("MP_MESSAGING_INCOMING_REQUESTS_SESSION_TIMEOUT_MS", "3000");
            }
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void hear(String what) {
        told.add(what);
    }

    SlipwayStack stack() {
        return stack;
    }

    Doors doors() {
        return doors;
    }

    Failpoints failpoints() {
        return failpoints;
    }

    SampleApp sample() {
        return sample;
    }

    ServiceProcess process(Service service) {
        return stack.replicas(service).getFirst();
    }

    /** Of a further replica. */
    ServiceProcess startReplica(Service service) throws IOException, InterruptedException {
        ServiceProcess process = stack.start(service, environment(service));
        process.awaitReady(READY);
        return process;
    }

    void awaitReady(Service service) throws InterruptedException {
        for (ServiceProcess process : stack.replicas(service)) {
            process.awaitReady(READY);
        }
    }

    Topic topic(String name) {
        return new Topic(stack.broker().bootstrapServers(), name);
    }

    Console console() throws IOException {
        return new Console(stack.console(), Files.readString(stack.tokenFile()).strip(), "fault-matrix")
                .enduring(Duration.ofMinutes(2));
    }

    /** As the owner of the database, past every door. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                stack.postgres().jdbcUrl(), stack.postgres().owner(), "not-asked-for");
    }

    /** Publishes a commit and asks the console for it. */
    Shipment ship(Nature nature) throws Exception {
        Shipment shipment = shipInBackground(nature);
        awaitAnswers();
        return shipment;
    }

    /** The same, without waiting for the answer: nobody may be there to give one at present. */
    Shipment shipInBackground(Nature nature) throws Exception {
        String commit = sample.next(nature);
        String key = UUID.randomUUID().toString();
        asking.add(asks.submit(() -> {
            console().post("/v1/builds", Map.of("repository", sourceUrl(), "commit", commit), key);
            accepted.add(key);
            return key;
        }));
        return new Shipment(key, nature, sample.answer());
    }

    /** Publishes a commit and asks by an event. */
    Shipment shipByEvent(Nature nature) throws Exception {
        String id = UUID.randomUUID().toString();
        topic("slipway.requests").put(List.of(requestEvent(id, sample.next(nature))));
        accepted.add(id);
        return new Shipment(id, nature, sample.answer());
    }

    private void awaitAnswers() throws Exception {
        for (Future<?> one : asking) {
            one.get();
        }
        asking.clear();
    }

    Topic.Message requestEvent(String id, String commit) {
        return Topic.Message.of(null, """
                {"specversion":"1.0","id":"%s","source":"/fault-matrix","type":"dev.cdeventsx.slipway-build.requested.0.1.0",\
                "data":{"repository":"%s","commit":"%s"}}""".formatted(id, sourceUrl(), commit));
    }

    String sourceUrl() {
        return stack.git().url(app + ".git");
    }

    /** A case puts this into the lifecycle log itself, in our stead. */
    void forge(String key, String value) throws InterruptedException {
        forged.add(key + "\n" + value);
        topic("slipway.lifecycle").put(List.of(Topic.Message.of(key, value)));
    }

    /** What a person does who has looked at each dead letter: {@code redrive} or {@code skip}. */
    void settleDeadLetters(String verb) throws Exception {
        JsonNode waiting = console().get("/v1/dead-letters");
        for (String list : List.of("jobs", "quarantine")) {
            for (JsonNode one : waiting.path(list)) {
                console()
                        .post(
                                "/v1/dead-letters/%s/%s"
                                        .formatted(one.path("id").asText(), verb),
                                Map.of("reason", "the fault is over"));
            }
        }
    }

    /** Waits until nothing is left to be done, and has not been for a moment. */
    void rest() throws Exception {
        awaitAnswers();
        long end = System.nanoTime() + REST.toNanos();
        long since = System.nanoTime();
        List<String> open = List.of("the database does not answer");
        while (System.nanoTime() - since < SETTLED.toNanos()) {
            open = openNow(open);
            if (!open.isEmpty()) {
                since = System.nanoTime();
            }
            if (System.nanoTime() > end) {
                throw new NotAtRest(open);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private List<String> openNow(List<String> before) {
        try (Connection connection = connect()) {
            List<String> open = new ArrayList<>(Judge.open(connection));
            open.addAll(Judge.missing(connection, accepted));
            return open;
        } catch (SQLException e) {
            return before.isEmpty() ? List.of("the database does not answer: " + e.getMessage()) : before;
        }
    }

    /** Looks until it is so; {@code what} says what, should it not become so in time. */
    void await(String what, Duration patience, Callable<Boolean> check) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!check.call()) {
            if (System.nanoTime() > end) {
                throw new FaultCase.Unexpected("waited %d s until %s".formatted(patience.toSeconds(), what));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** The first column of the only row; empty where there is none. */
    String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(query(sql));
    }

    /** Ends every fault that is still on and waits until all services answer. */
    void heal() throws IOException, InterruptedException {
        failpoints.disarm();
        doors.heal();
        for (Service service : Service.values()) {
            awaitReady(service);
        }
    }

    /** Something was still to be done when the patience was over. */
    static final class NotAtRest extends Exception {
        NotAtRest(List<String> open) {
            super("not at rest after %d s: %s".formatted(REST.toSeconds(), String.join("; ", open)));
        }
    }

    /** What is broken now; looked at again for a while, since what is being tidied up is no violation. */
    public List<Violation> judge() throws SQLException, InterruptedException {
        long end = System.nanoTime() + SECOND_LOOK.toNanos();
        List<Violation> found = judgeOnce();
        while (!found.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(1_000);
            found = judgeOnce();
        }
        List<Violation> all = new ArrayList<>(found);
        all.addAll(failedCalls());
        return all;
    }

    private List<Violation> judgeOnce() throws SQLException, InterruptedException {
        try (Connection connection = connect()) {
            return judging().judge(connection, topic("slipway.lifecycle").read(), accepted, forged);
        }
    }

    /** Ids of requests that were promised something. */
    Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    Judge judging() {
        return new Judge(registry, engine, app);
    }

    /** Since the last time this was asked. */
    private List<Violation> failedCalls() {
        Callers calling = callers;
        if (calling == null) {
            return List.of();
        }
        List<String> all = calling.failed();
        List<String> fresh = all.subList(failedBefore, all.size());
        failedBefore = all.size();
        return fresh.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "P6",
                        "%d calls of the app failed, the first with %s".formatted(fresh.size(), fresh.getFirst())));
    }

    /** From now on somebody calls the app all the time. */
    void startCalling() {
        callers = new Callers(URI.create("http://127.0.0.1:%d/".formatted(listens)));
    }

    String answer() throws InterruptedException {
        return Callers.ask(URI.create("http://127.0.0.1:%d/".formatted(listens)));
    }

    private void removeDeployed() {
        engine.list(Map.of("slipway.app", app)).forEach(container -> engine.remove(container.id()));
        engine.removeNetwork("slipway-%s-%s".formatted(app, ENVIRONMENT));
    }

    @Override
    public void close() throws IOException {
        try (engine;
                registry;
                doors) {
            asks.shutdownNow();
            if (callers != null) {
                callers.close();
            }
            stack.close();
            removeDeployed();
            engine.removeLeftovers("org.opencontainers.image.source", sourceUrl());
        }
    }
}
