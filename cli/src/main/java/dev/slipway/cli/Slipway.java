package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code slipway} command. */
@Command(
        name = "slipway",
        mixinStandardHelpOptions = true,
        versionProvider = Slipway.Version.class,
        description = "Asks Slipway's console: builds, where they are, why, and what is to happen.",
        subcommands = {
            BuildCommand.class,
            StatusCommand.class,
            WhyCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            FindingsCommand.class,
            DriftCommand.class,
            DoctorCommand.class,
            ApprovalsCommand.class,
            LogsCommand.class,
            WatchCommand.class,
            EventsCommand.class,
            SbomCommand.class,
            LedgerCommand.class,
            DeadLettersCommand.class,
            TokenCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a gate said no, or what was asked makes no sense as things stand",
            "2:wrong usage",
            "3:the build or a test failed",
            "4:the commit or its slipway.yaml cannot be used",
            "5:the deployment was aborted, rolled back, or is stuck",
            "6:the console cannot be reached, or does not let us in",
            "7:the ledger does not hold",
            "8:drift, or another thing that needs a person, was found",
            "124:not at rest in time"
        })
public final class Slipway implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:SLIPWAY_URL:-http://127.0.0.1:8080}",
            description = "The console (environment: SLIPWAY_URL; default: http://127.0.0.1:8080).")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:SLIPWAY_TOKEN_FILE:-${sys:user.home}/.config/slipway/token}",
            description =
                    "File with the token (environment: SLIPWAY_TOKEN_FILE; SLIPWAY_TOKEN holds the token itself).")
    private Path tokenFile = Path.of("token");

    @Option(
            names = "--actor",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:SLIPWAY_ACTOR:-${sys:user.name}}",
            description = "Who is asking, for the ledger (environment: SLIPWAY_ACTOR; default: the user).")
    private String actor = "nobody";

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the console's answer as JSON.")
    private boolean json;

    private final boolean terminal;

    Slipway(PrintStream out) {
        this(out, false);
    }

    private Slipway(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** The version that this was built as. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Slipway.class.getPackage().getImplementationVersion();
            return new String[] {"slipway " + (version == null ? "(not packaged)" : version)};
        }
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(new Slipway(out, isTerminal()), err, arguments));
    }

    /** Whether somebody looks on who wants colours and movement. */
    private static boolean isTerminal() {
        return Optional.ofNullable(System.console())
                        .filter(java.io.Console::isTerminal)
                        .isPresent()
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        return run(new Slipway(out), err, arguments);
    }

    private static int run(Slipway slipway, PrintStream err, String... arguments) {
        CommandLine commandLine = new CommandLine(slipway);
        OrderCommand.addAll(commandLine, slipway);
        commandLine.setExecutionExceptionHandler((e, _, _) -> {
            if (e instanceof CannotAsk cannot) {
                err.println("slipway: " + cannot.getMessage());
                return exit(cannot.status());
            }
            if (e instanceof InterruptedException) {
                return Exit.TIMED_OUT;
            }
            throw e;
        });
        return commandLine.execute(arguments);
    }

    private static int exit(int status) {
        return switch (status) {
            case 0, 401, 403 -> Exit.NO_CONSOLE;
            case 409 -> Exit.REFUSED;
            default -> status >= 500 ? Exit.NO_CONSOLE : Exit.USAGE;
        };
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, out);
        return Exit.USAGE;
    }

    Console console() throws CannotAsk {
        return new Console(url, token(), actor);
    }

    private String token() throws CannotAsk {
        @Nullable String token = System.getenv("SLIPWAY_TOKEN");
        if (token != null && !token.isBlank()) {
            return token.strip();
        }
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new CannotAsk(
                    0,
                    "looked for the console's token in %s and could not read it: name its file with --token-file or SLIPWAY_TOKEN_FILE (the console's log says where it is)"
                            .formatted(tokenFile));
        }
    }

    /** Prints the answer as it came, if that was asked for. */
    boolean printed(JsonNode answer) {
        if (json) {
            out.println(Console.text(answer));
        }
        return json;
    }

    /** What others wrote is text: nothing in it gives orders to the terminal. */
    static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}\\x80-\\x9f&&[^\\n\\t]]", "");
    }

    void line(String text) {
        out.println(harmless(text));
    }

    /** Text for a terminal, with its orders. */
    void draw(String picture) {
        out.print(picture);
        out.flush();
    }

    boolean terminal() {
        return terminal;
    }

    /** Bytes as they came. */
    void raw(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    boolean json() {
        return json;
    }
}
