package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CannotAsk;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.ChildProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the sample's commits to production and says how each fared. */
@Command(
        name = "slipway demo",
        mixinStandardHelpOptions = true,
        description = "Starts Slipway on a stack of its own and takes commits of a sample application to production.")
public final class Demo implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Option(names = "--report", paramLabel = "FILE", description = "Write the outcome of each sample as JSON.")
    private @Nullable Path report;

    @Option(names = "--keep", description = "Leave everything running until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the console (default: 8080).")
    private int port;

    @Option(
            names = "--app-port",
            paramLabel = "N",
            defaultValue = "18080",
            description = "Port of the app in dev (default: 18080); in prod it takes the one ten above.")
    private int appPort;

    @Option(
            names = "--tidy",
            hidden = true,
            description = "Only remove what a demo that was killed left in the engine.")
    private boolean tidy;

    @Option(names = "--project", hidden = true, defaultValue = ".")
    private Path project = Path.of(".");

    @Option(names = "--data", hidden = true, required = true)
    private Path data = Path.of(".");

    @Option(names = "--vulnerable-package", hidden = true, required = true)
    private Path vulnerablePackage = Path.of("log4j-core-2.14.1.jar");

    @Option(names = "--engine", hidden = true, required = true)
    private URI engineAddress = URI.create("unix:///var/run/docker.sock");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (tidy) {
            try (ContainerEngine engine = ContainerEngine.connect(EngineConfig.at(engineAddress))) {
                Room.removeDeployed(engine);
                return 0;
            }
        }
        Path root = project.toAbsolutePath().normalize();
        try {
            Room.checkPorts(port, appPort);
        } catch (Cannot e) {
            System.err.println("slipway demo: " + e.getMessage());
            return 2;
        }
        try (ContainerEngine engine = ContainerEngine.connect(EngineConfig.at(engineAddress));
                Room room = new Room(root, data.toAbsolutePath().normalize(), engine, engineAddress, port, appPort)) {
            return run(room, root, engine);
        } catch (Cannot | CannotAsk | ChildProcess.Failed | EngineFailure e) {
            System.err.println("slipway demo: " + e.getMessage());
            return 1;
        } catch (IOException | SQLException e) {
            System.err.println("slipway demo: " + e);
            return 1;
        }
    }

    private int run(Room room, Path root, ContainerEngine engine)
            throws IOException, SQLException, InterruptedException, Cannot, CannotAsk {
        Narrator narrator = new Narrator(OUT);
        narrator.line("Making base images (once per engine)");
        new BaseImages(engine, data.resolve("images")).prepare();
        narrator.line("Starting PostgreSQL, a Kafka broker, a registry, a Git server and five services");
        room.open(narrator::line);
        narrator.line("Ready: console at %s, logs in %s"
                .formatted(room.stack().console(), room.stack().logs()));
        List<Outcome> outcomes = samples(room, root, narrator);
        why(room, narrator, outcomes);
        boolean holds = ledgerHolds(room, narrator);
        if (report != null) {
            Report.write(report, outcomes);
            narrator.line("Report written to " + report);
        }
        boolean good = holds && outcomes.stream().allMatch(Outcome::asExpected);
        narrator.end(outcomes, good);
        if (!keep) {
            narrator.howToKeep();
        } else {
            narrator.whereToLook(room);
            new CountDownLatch(1).await();
        }
        return good ? 0 : 1;
    }

    /** What an auditor would ask of each digest that got as far as production's gates. */
    private static void why(Room room, Narrator narrator, List<Outcome> outcomes)
            throws IOException, InterruptedException, CannotAsk {
        for (Outcome outcome : outcomes) {
            if (outcome.digest() != null) {
                JsonNode why = room.console().get("/v1/artifacts/%s/why?environment=prod".formatted(outcome.digest()));
                narrator.why(outcome, why);
            }
        }
    }

    private static boolean ledgerHolds(Room room, Narrator narrator)
            throws IOException, InterruptedException, CannotAsk {
        JsonNode report = room.console().get("/v1/ledger/verification");
        boolean holds = report.path("holds").asBoolean();
        narrator.line("Ledger: %d entries in %d chains, %s"
                .formatted(
                        report.path("entries").asLong(),
                        report.path("subjects").asLong(),
                        holds ? "every hash holds" : "BROKEN: " + report.path("problems")));
        return holds;
    }

    private List<Outcome> samples(Room room, Path root, Narrator narrator)
            throws IOException, InterruptedException, Cannot, CannotAsk {
        SampleRepository repository = room.repository("greeter");
        Samples samples = new Samples(room, narrator);
        List<Outcome> outcomes = new ArrayList<>();
        for (Sample sample : Sample.story()) {
            outcomes.add(samples.run(sample, sample.commit(repository, root.resolve("examples"), vulnerablePackage)));
        }
        return outcomes;
    }
}
