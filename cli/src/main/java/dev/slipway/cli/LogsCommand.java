package dev.slipway.cli;

import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What a build says. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "What a build has said so far; with --follow, until it has ended.")
final class LogsCommand implements Callable<Integer> {
    private static final Set<String> UNDER_WAY = Set.of("REQUESTED", "BUILDING");
    private static final long POLL_MILLIS = 700;

    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "BUILD")
    private String build = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the build has ended.")
    private boolean follow;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Console console = slipway.console();
        long offset = 0;
        while (true) {
            Console.Text text = console.text("/v1/builds/%s/log?offset=%d".formatted(build, offset));
            slipway.raw(text.body());
            offset += text.body().length;
            if (!follow || !UNDER_WAY.contains(text.buildState())) {
                return Exit.OK;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
