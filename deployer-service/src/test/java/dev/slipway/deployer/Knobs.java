package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.deployer.target.Targets;
import dev.slipway.engine.BuildSpec;
import dev.slipway.engine.CancelSignal;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.ImageDigest;
import dev.slipway.engine.RegistryCredentials;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerWork;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import dev.slipway.stack.RegistryServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A deployer at work on this machine's engine, and images of an app with knobs in a registry. All of it goes at the end. */
final class Knobs implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("target/postgres").toAbsolutePath();
    private static final AtomicInteger COUNT = new AtomicInteger();
    static final Duration SOON = Duration.ofSeconds(60);
    static final RegistryCredentials LOGIN = new RegistryCredentials("ci", "secret");

    /** The bcrypt hash of LOGIN's password: the only kind the registry reads, and none that Java can make. */
    private static final String HTPASSWD = "ci:$2b$04$r.JUwwppTpTWBA29DsDaGeByZAKngohzEqdiueN.qzJlPRXmWT51i\n";

    private static final String LABEL = "dev.slipway.deployer-test";
    private static final String RUN = """
            {"run":{"port":8080,"probes":{"ready":"/ready"},"memory":"64m"},
            "verify":{"critical":[{"name":"price list","get":"/prices","status":200,"contains":"EUR"}],"logs":{"fatal":["panic:"]}}}""";

    final AppEnvironment place = AppEnvironment.parse(
            "knobs-%d-%d/dev".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet()));
    final Path folder;
    final ContainerEngine engine;
    final TestLedger records;
    final Ledger ledger;
    final int port = Ports.free();
    private final RegistryServer registry;
    private final @Nullable Path dockerConfig;
    private URI host;

    private Knobs(Path folder, ContainerEngine engine, URI host, @Nullable String deployersPassword)
            throws IOException, InterruptedException, SQLException {
        this.folder = folder;
        this.engine = engine;
        this.host = host;
        if (deployersPassword == null) {
            this.registry = new RegistryServer(folder.resolve("registry"), Ports.free());
            this.dockerConfig = null;
        } else {
            Path passwords = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
            this.registry = RegistryServer.locked(folder.resolve("registry"), Ports.free(), passwords);
            this.dockerConfig = Files.writeString(
                    folder.resolve("config.json"),
                    "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                            .formatted(registry.host(), base64(LOGIN.username() + ":" + deployersPassword)));
        }
        registry.start();
        PostgresServer postgres = new PostgresServer(folder.resolve("postgres"), PROGRAMS, Ports.free(), true);
        postgres.start();
        this.records = new TestLedger(postgres);
        this.ledger = records.ledger(Role.DEPLOYER);
        strategy("{bake: 1s, step: 1s, drain: 5s, start: 20s}");
        work();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Skips the test class, saying why, where something is missing. */
    static Knobs open(Path folder) throws IOException, InterruptedException, SQLException {
        return open(folder, null);
    }

    /** With a registry that wants a login, and a deployer that has been given one with this password. */
    static Knobs open(Path folder, @Nullable String deployersPassword)
            throws IOException, InterruptedException, SQLException {
        String named = System.getenv("DOCKER_HOST");
        URI host = URI.create(named == null || named.isBlank() ? "unix:///var/run/docker.sock" : named);
        ContainerEngine engine = ContainerEngine.connect(EngineConfig.at(host));
        try {
            engine.ping();
            require(RegistryServer.available(), "the package docker-registry");
            prepare(new BaseImages(engine, folder.resolve("images")));
        } catch (EngineFailure.Unreachable e) {
            require(false, "a Docker Engine; " + e.getMessage());
        } catch (Cannot e) {
            require(false, "its base images; " + e.getMessage());
        }
        return new Knobs(folder, engine, host, deployersPassword);
    }

    /** One test at a time: the first makes them, the others find them. */
    private static synchronized void prepare(BaseImages images) throws IOException, InterruptedException, Cannot {
        images.prepare();
    }

    private static void require(boolean there, String what) {
        if (!there) {
            System.out.println("skipped: needs " + what);
            Assumptions.abort("skipped: needs " + what);
        }
    }

    /** From the next strategy on, the deployer reaches the engine through a door. */
    EngineDoor door() throws IOException {
        Assumptions.assumeTrue(host.getScheme().equals("unix"), "the engine is not reached by a socket file");
        EngineDoor door = new EngineDoor(folder.resolve("door.sock"), Path.of(host.getPath()));
        host = door.address();
        return door;
    }

    void strategy(String strategy) throws IOException {
        Files.writeString(folder.resolve("environments.yaml"), """
                environments:
                  - name: dev
                    target: {docker: {host: "%s", listen: "127.0.0.1:%d"}}
                    strategy: %s
                """.formatted(host, port, strategy));
    }

    void overlay(String text) throws IOException {
        Path apps = Files.createDirectories(
                folder.resolve("apps").resolve(place.app().value()));
        Files.writeString(apps.resolve("dev.yaml"), text);
    }

    void work() {
        DeployerConfig config = settings(folder, dockerConfig);
        Logins logins = new Logins(config);
        Targets targets = Targets.in(folder.resolve("environments.yaml"));
        Engines engines = new Engines();
        Plans plans = new Plans(ledger, targets, engines, config, logins);
        Admission admission = new Admission(ledger);
        DeploymentRecords entries = new DeploymentRecords(config);
        Drift drift = new Drift(ledger, plans, config);
        RollOut rollOut =
                new RollOut(ledger, plans, config, admission, entries, new WayBack(ledger, plans, entries), drift);
        records.work(
                new DeployerStage(
                        rollOut,
                        admission,
                        entries,
                        new Retire(ledger, plans, targets, engines, config, logins),
                        drift,
                        ledger),
                Duration.ofMillis(50));
    }

    static DeployerConfig settings(Path folder, @Nullable Path dockerConfig) {
        return new Settings(folder.resolve("state"), Optional.ofNullable(dockerConfig));
    }

    /** What a service or a person writes. */
    void write(Role role, Subject subject, LedgerWork work) {
        records.write(role, "ada", UUID.randomUUID(), List.of(subject), work);
    }

    /** An image with these knobs, built, pushed and known to the ledger. */
    Digest packaged(String knobs) throws IOException {
        String repository = registry.host() + "/knobs";
        String image = engine.build(
                        BuildSpec.tagged("slipway-deployer-test:" + Integer.toHexString(knobs.hashCode()))
                                .withArgs(Map.of("KNOBS", knobs))
                                .withLabels(Map.of(LABEL, place.app().value())),
                        context(),
                        _ -> {},
                        new CancelSignal())
                .imageId();
        Digest digest = new Digest(engine.push(image, repository, "t", LOGIN, SOON, new CancelSignal())
                .value());
        Subject subject = Subject.of(digest);
        write(
                Role.BUILDER,
                subject,
                tx -> tx.append(
                        subject,
                        Artifact.built(digest),
                        new Fact.ArtifactPackaged(
                                BuildId.next(),
                                place.app(),
                                repository,
                                "application/vnd.docker.distribution.manifest.v2+json",
                                "https://git.example/knobs.git",
                                new CommitId("0123456789012345678901234567890123456789"),
                                null,
                                Sha256.hex("context"),
                                RUN,
                                null,
                                null,
                                null)));
        return digest;
    }

    /** Takes an image from the engine; the registry keeps it. */
    void forget(Digest digest) {
        String reference = new ImageDigest(digest.value()).in(registry.host() + "/knobs");
        engine.image(reference).orElseThrow().repoTags().forEach(engine::removeImage);
        if (engine.hasImage(reference)) {
            engine.removeImage(reference);
        }
        assertThat(engine.hasImage(reference))
                .as("%s is in the engine", reference)
                .isFalse();
    }

    Digest promoted(String knobs) throws IOException {
        Digest digest = packaged(knobs);
        promote(digest);
        return digest;
    }

    void promote(Digest digest) {
        Subject subject = Subject.of(digest);
        Placement.Id id = new Placement.Id(place, digest);
        write(Role.PROMOTER, subject, tx -> {
            tx.append(
                    subject,
                    Placement.requested(id),
                    new Fact.PromotionRequested(place.app(), place.environment(), "test"));
            tx.append(
                    subject,
                    new Placement.Pending(id).approved(),
                    new Fact.PromotionApproved(
                            place.app(), place.environment(), registry.host() + "/knobs", "dev", "none"));
        });
    }

    private static InputStream context() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String name : List.of("Dockerfile", "app.py")) {
                byte[] content = Files.readAllBytes(Path.of("src/test/resources/knobs", name));
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    Optional<Deployment.State> state(Digest digest) {
        return ledger.deployments(digest).reversed().stream().findFirst().map(one -> one.state());
    }

    void awaitState(Digest digest, Deployment.State state) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(state(digest))
                        .as(() -> ledger.deployments(digest).toString())
                        .contains(state));
    }

    URI url() {
        return URI.create("http://127.0.0.1:%d/".formatted(port));
    }

    Place names() {
        return new Place(place);
    }

    Stream<String> containers() {
        return engine.list(names().appLabels()).stream().map(state -> state.name());
    }

    @Override
    public void close() throws IOException {
        records.close();
        engine.removeLeftovers(Place.APP, place.app().value());
        engine.removeLeftovers(LABEL, place.app().value());
        registry.close();
        engine.close();
    }

    private record Settings(Path state, Optional<Path> dockerConfig) implements DeployerConfig {
        @Override
        public Optional<Path> secrets() {
            return Optional.of(state.resolve("../secrets").normalize());
        }

        @Override
        public String proxyImage() {
            return BaseImages.PROXY;
        }

        @Override
        public int probes() {
            return 2;
        }

        @Override
        public Duration pullDeadline() {
            return SOON;
        }

        @Override
        public Duration stopGrace() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration frozenPause() {
            return Duration.ofMillis(300);
        }

        @Override
        public Duration driftEvery() {
            return Duration.ofSeconds(1);
        }
    }
}
