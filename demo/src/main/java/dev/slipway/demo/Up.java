package dev.slipway.demo;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.ChildProcess;
import dev.slipway.stack.Ports;
import dev.slipway.stack.SlipwayStack;
import dev.slipway.stack.StackSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Keeps a stack for daily use until it is told to end. Everything it has lies in one folder; the next start finds it
 * there, and what was deployed goes on running meanwhile.
 */
@Command(
        name = "slipway up",
        mixinStandardHelpOptions = true,
        description = "Starts Slipway for daily use, with its data in a folder that is kept; './slipway down' ends it.")
public final class Up implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the console (default: 8080).")
    private int port;

    @Option(names = "--project", hidden = true, defaultValue = ".")
    private Path project = Path.of(".");

    @Option(names = "--data", hidden = true, required = true)
    private Path data = Path.of(".");

    @Option(names = "--engine", hidden = true, required = true)
    private URI engineAddress = URI.create("unix:///var/run/docker.sock");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Up()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data.toAbsolutePath().normalize();
        try {
            if (!Ports.isFree(port)) {
                throw new Cannot("port %d on 127.0.0.1 is in use: end what listens there, or choose another with --port"
                        .formatted(port));
            }
            try (ContainerEngine engine = ContainerEngine.connect(EngineConfig.at(engineAddress))) {
                new BaseImages(engine, folder.resolve("images")).prepare();
            }
            keep(folder);
            return 0;
        } catch (Cannot | ChildProcess.Failed | EngineFailure e) {
            System.err.println("slipway up: " + e.getMessage());
            return 1;
        } catch (IOException | SQLException e) {
            System.err.println("slipway up: " + e);
            return 1;
        }
    }

    private void keep(Path folder) throws IOException, SQLException, InterruptedException, Cannot {
        UpFolder kept = UpFolder.prepare(folder, project.toAbsolutePath().normalize(), engineAddress);
        SlipwayStack stack = new SlipwayStack(new StackSettings(
                project.toAbsolutePath().normalize(),
                folder,
                engineAddress,
                kept.environments(),
                kept.advisories(),
                BaseImages.PROXY,
                port,
                true,
                kept.gitHosts(),
                kept.serviceSettings()));
        Thread end = new Thread(() -> end(stack, kept), "end");
        Runtime.getRuntime().addShutdownHook(end);
        stack.startParts();
        stack.startSupervisedServices(told -> System.out.println(Instant.now() + " " + told));
        kept.ready(whereToLook(stack, kept));
        new CountDownLatch(1).await();
    }

    private static String whereToLook(SlipwayStack stack, UpFolder kept) {
        return """
                Slipway is up.
                  console       %1$s (token in %2$s)
                  CLI           export SLIPWAY_URL=%1$s SLIPWAY_TOKEN_FILE=%2$s
                  Kafka         %3$s, topics slipway.requests and slipway.lifecycle
                  Git           bare repositories in %4$s are served at http://%5$s/
                  environments  %6$s
                  settings      %7$s
                  advisories    %8$s
                  logs          %9$s
                '%10$s' ends it; data, settings and what is deployed stay.
                """.formatted(
                        stack.console(),
                        stack.tokenFile(),
                        stack.broker().bootstrapServers(),
                        kept.repositories(),
                        stack.git().host(),
                        kept.environments(),
                        kept.settingsFile(),
                        kept.advisories(),
                        stack.logs(),
                        "./slipway down");
    }

    private static void end(SlipwayStack stack, UpFolder kept) {
        try {
            kept.notReady();
            stack.close();
        } catch (IOException e) {
            System.err.println("slipway up: while stopping: " + e);
        }
    }
}
