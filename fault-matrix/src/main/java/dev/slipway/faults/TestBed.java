package dev.slipway.faults;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.faults.judge.Judge;
import dev.slipway.faults.judge.Violation;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.DockerEngine;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A stack of real processes with a door at every connection, one sample application, and somebody who keeps calling it. */
public final class TestBed implements AutoCloseable {
    static final String ENVIRONMENT = "dev";
    private static final Duration READY = Duration.ofSeconds(90);

    private final String app;
    private final Path folder;
    private final URI engineAddress;
    private final @Nullable DockerEngine ownEngine;
    private final ContainerEngine engine;
    private final SlipwayStack stack;
    private final Doors doors;
    private final Failpoints failpoints;
    private final Shipping shipping;
    private final Sight sight;
    private final Calls calls;
    private final int listens;
    private final Court court;

    /**
     * Nothing is started yet.
     *
     * @param project where the services are built
     * @param folder empty, or not there yet
     * @param app of its own for every bed that uses the same engine
     */
    public TestBed(Path project, Path folder, URI engineAddress, String app) throws IOException {
        this(project, folder, engineAddress, null, app);
    }

    /** The same on an engine that cases may stop; it ends with the bed. */
    public TestBed(Path project, Path folder, DockerEngine ownEngine, String app) throws IOException {
        this(project, folder, ownEngine.address(), ownEngine, app);
    }

    private TestBed(Path project, Path folder, URI engineAddress, @Nullable DockerEngine ownEngine, String app)
            throws IOException {
        this.app = app;
        this.folder = Files.createDirectories(folder.toAbsolutePath());
        this.engineAddress = engineAddress;
        this.ownEngine = ownEngine;
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
                Pace.of(ground())));
        this.doors = new Doors(stack, engineAddress);
        this.failpoints = new Failpoints(this.folder.resolve("failpoints"));
        this.shipping = new Shipping(stack, this.folder, app);
        this.sight = new Sight(stack.postgres());
        this.calls = new Calls(URI.create("http://127.0.0.1:%d/".formatted(listens)));
        this.court = new Court(engine, app, sight, shipping, calls);
        stack.broker().runApart(Pace.QUICK_START);
    }

    Ground ground() {
        return ownEngine == null ? Ground.ANY_ENGINE : Ground.OWN_ENGINE;
    }

    /** Starts everything and waits until it is ready. */
    public void open() throws IOException, InterruptedException, SQLException, Cannot {
        if (ownEngine != null) {
            ownEngine.start();
        }
        engine.ping();
        new BaseImages(engine, folder.resolve("images")).prepare();
        removeDeployed();
        Files.writeString(folder.resolve("environments.yaml"), """
                environments:
                  - name: %s
                    auto: true
                    strategy: {canary: [50, 100], step: 500ms, bake: 500ms, start: 15s, drain: 2s}
                    drift: %s
                    target: {docker: {host: "%s", listen: "127.0.0.1:%d"}}
                """.formatted(
                        ENVIRONMENT,
                        ownEngine == null ? "report" : "repair",
                        doors.engineFor(Service.DEPLOYER, engineAddress),
                        listens));
        stack.startParts();
        shipping.createSample();
        stack.startSupervisedServices(this::environment, _ -> {});
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

    Path folder() {
        return folder;
    }

    SlipwayStack stack() {
        return stack;
    }

    DockerEngine ownEngine() throws FaultCase.Unexpected {
        if (ownEngine == null) {
            throw new FaultCase.Unexpected("not run: the engine is not the test bed's own, so it may not be stopped");
        }
        return ownEngine;
    }

    Doors doors() {
        return doors;
    }

    Shipping shipping() {
        return shipping;
    }

    Failpoints failpoints() {
        return failpoints;
    }

    Calls calls() {
        return calls;
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

    /** Has a service end by SIGTERM, and waits until its supervisor has started it again and it is ready. */
    void restart(ServiceProcess service) throws Exception {
        long before = service.process().pid();
        service.process().ask();
        await(
                "%s is started again".formatted(service.process().name()),
                READY,
                () -> service.process().running() && service.process().pid() != before);
        service.awaitReady(READY);
    }

    void awaitReady(Service service) throws InterruptedException {
        for (ServiceProcess process : stack.replicas(service)) {
            process.awaitReady(READY);
        }
    }

    Topic topic(String name) {
        return shipping.topic(name);
    }

    /** As the owner of the database, past every door. */
    public Connection connect() throws SQLException {
        return sight.connect();
    }

    /** Publishes a commit and asks the console for it. */
    Shipment ship(Nature nature) throws Exception {
        Shipment shipment = shipping.askConsole(nature);
        shipping.awaitAnswers();
        return shipment;
    }

    /** The same, without waiting for the answer: nobody may be there to give one at present. */
    Shipment shipInBackground(Nature nature) throws Exception {
        return shipping.askConsole(nature);
    }

    /** Publishes a commit and asks by an event. */
    Shipment shipByEvent(Nature nature) throws Exception {
        return shipping.putEvent(nature);
    }

    /** Waits until nothing is left to be done, and has not been for a moment. */
    void rest() throws Exception {
        shipping.awaitAnswers();
        sight.rest(shipping.accepted());
    }

    /** Looks until it is so; {@code what} says what, should it not become so in time. */
    void await(String what, Duration patience, Callable<Boolean> check) throws Exception {
        Sight.await(what, patience, check);
    }

    /** The first column of the only row; empty where there is none. */
    String query(String sql) throws SQLException {
        return sight.query(sql);
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(query(sql));
    }

    void execute(String sql) throws SQLException {
        sight.execute(sql);
    }

    /** Ends every fault that is still on and waits until all services answer. */
    void heal() throws IOException, InterruptedException {
        failpoints.disarm();
        doors.heal();
        for (Service service : Service.values()) {
            awaitReady(service);
        }
    }

    /** What is broken now, as the judge sees it. */
    public List<Violation> judge() throws SQLException, InterruptedException {
        return court.judge();
    }

    Judge judging() {
        return court.judging();
    }

    Court court() {
        return court;
    }

    /** Ids of requests that were promised something. */
    Set<String> accepted() {
        return shipping.accepted();
    }

    private void removeDeployed() {
        engine.list(Map.of("slipway.app", app)).forEach(container -> engine.remove(container.id()));
        engine.removeNetwork("slipway-%s-%s".formatted(app, ENVIRONMENT));
    }

    @Override
    public void close() throws IOException {
        try (ownEngine;
                engine;
                court;
                doors;
                calls) {
            shipping.close();
            stack.close();
            removeDeployed();
            engine.removeLeftovers("org.opencontainers.image.source", shipping.sourceUrl());
        } finally {
            SmallDisk.releaseBelow(folder);
        }
    }
}
