package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;

/** One {@link Order} as a command. */
@Command(mixinStandardHelpOptions = true)
final class OrderCommand implements Callable<Integer> {
    private final Order order;
    private final Slipway slipway;
    private final CommandSpec spec;

    @Option(names = "--reason", required = true, description = "Why, in a few words: it is written into the ledger.")
    private String reason = "";

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "The same key again is the same command, done once.")
    private @Nullable String key;

    private OrderCommand(Order order, Slipway slipway) {
        this.order = order;
        this.slipway = slipway;
        this.spec = CommandSpec.forAnnotatedObject(this).name(order.name());
        spec.usageMessage().description(order.description());
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel(order.label())
                .type(String.class)
                .required(true)
                .build());
        for (Order.Extra extra : order.extras()) {
            spec.addOption(OptionSpec.builder(extra.option())
                    .paramLabel(extra.member().toUpperCase(Locale.ROOT))
                    .type(String.class)
                    .required(extra.required())
                    .description(extra.description())
                    .build());
        }
    }

    static void addAll(CommandLine commandLine, Slipway slipway) {
        Order.ALL.forEach(order -> commandLine.addSubcommand(order.name(), new OrderCommand(order, slipway).spec));
    }

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        String target = spec.positionalParameters().getFirst().getValue();
        Map<String, Object> body = new HashMap<>(Map.of("reason", reason));
        for (Order.Extra extra : order.extras()) {
            @Nullable String value = spec.findOption(extra.option()).getValue();
            if (value != null) {
                body.put(extra.member(), value);
            }
        }
        JsonNode done = slipway.console().post(order.path(target), body, key);
        if (!slipway.printed(done)) {
            slipway.line(done.path("note").asText(order.name() + ": done"));
        }
        return Exit.OK;
    }
}
