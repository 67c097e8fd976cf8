package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Every fact, as it is published. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Every fact there is, each in a line; with --follow, each that comes from now on.")
final class EventsCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Option(
            names = {"-f", "--follow"},
            description = "Those that come from now on, until Ctrl-C; a console that is started anew is waited for.")
    private boolean follow;

    @Option(names = "--all", description = "With --follow: those before as well.")
    private boolean all;

    @Option(names = "--app", description = "Only of this app.")
    private @Nullable String app;

    @Option(names = "--environment", description = "Only about this environment.")
    private @Nullable String environment;

    @Option(names = "--subject", description = "Only of this digest, build or APP/ENVIRONMENT; may be repeated.")
    private List<String> subjects = List.of();

    @Option(names = "--type", description = "Only of this type, such as service.upgraded; may be repeated.")
    private List<String> types = List.of();

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        new EventSource(slipway.console(), path(), Duration.ZERO).run((name, event) -> {
            if (name.equals("message")) {
                tell(event);
            }
            return follow || !name.equals("now");
        });
        return Exit.OK;
    }

    private String path() {
        Query query = new Query("/v1/events").with("from", follow && !all ? "now" : "beginning");
        query.with("app", app).with("environment", environment);
        subjects.forEach(one -> query.with("subject", one));
        types.forEach(one -> query.with("type", one));
        return query.toString();
    }

    private void tell(JsonNode event) {
        if (slipway.json()) {
            slipway.line(Console.compact(event));
            return;
        }
        String line = Facts.line(event);
        slipway.line("%s  %-20s %s"
                .formatted(
                        event.path("at").asText().substring(0, 19),
                        Facts.shortened(event.path("subject").asText()),
                        line.isEmpty() ? Facts.kind(event) : line));
    }
}
