package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Who may come in. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "The tokens that open the console.",
        subcommands = {TokenCommand.Create.class, TokenCommand.Revoke.class})
final class TokenCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        JsonNode answer = slipway.console().get("/v1/tokens");
        if (!slipway.printed(answer)) {
            for (JsonNode one : answer.path("tokens")) {
                slipway.line("%s  %-20s %s, until %s%s"
                        .formatted(
                                one.path("id").asText(),
                                one.path("name").asText(),
                                one.path("roles"),
                                one.path("expiresAt").asText(),
                                one.path("revokedAt").isTextual() ? ", REVOKED" : ""));
            }
        }
        return Exit.OK;
    }

    /** Makes one. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a token and prints it; it cannot be shown again.")
    static final class Create implements Callable<Integer> {
        @ParentCommand
        private TokenCommand parent = new TokenCommand();

        @Parameters(index = "0", paramLabel = "NAME", description = "Who will act with it: their name in the ledger.")
        private String name = "";

        @Option(
                names = "--role",
                required = true,
                description = "viewer, deployer, approver:NAME, operator or admin; several are allowed.")
        private List<String> roles = List.of();

        @Option(names = "--app", description = "Only for this app; several are allowed.")
        private List<String> apps = List.of();

        @Option(names = "--environment", description = "Only in this environment; several are allowed.")
        private List<String> environments = List.of();

        @Option(names = "--days", defaultValue = "30", description = "How long it lives (default: 30).")
        private int days = 30;

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            Map<String, Object> wish = new HashMap<>(Map.of("name", name, "roles", roles, "days", days));
            wish.put("apps", apps);
            wish.put("environments", environments);
            JsonNode made = parent.slipway.console().post("/v1/tokens", wish);
            if (!parent.slipway.printed(made)) {
                parent.slipway.line(made.path("token").asText());
            }
            return Exit.OK;
        }
    }

    /** Ends one. */
    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a token at once.")
    static final class Revoke implements Callable<Integer> {
        @ParentCommand
        private TokenCommand parent = new TokenCommand();

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            JsonNode done = parent.slipway.console().post("/v1/tokens/%s/revoke".formatted(id), Map.of());
            if (!parent.slipway.printed(done)) {
                parent.slipway.line("%s revoked".formatted(id));
            }
            return Exit.OK;
        }
    }
}
