package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What stages gave up on. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "What stages gave up on: dead jobs, whose lane waits, and records that could not be read.",
        subcommands = {DeadLettersCommand.Redrive.class, DeadLettersCommand.Skip.class})
final class DeadLettersCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        JsonNode waiting = slipway.console().get("/v1/dead-letters");
        if (slipway.printed(waiting)) {
            return Exit.OK;
        }
        for (JsonNode dead : waiting.path("jobs")) {
            JsonNode job = dead.path("job");
            slipway.line("%s  %s %s, lane %s: %s"
                    .formatted(
                            job.path("id").asText(),
                            job.path("stage").asText(),
                            job.path("kind").asText(),
                            job.path("lane").asText(),
                            dead.path("reason").asText()));
        }
        for (JsonNode record : waiting.path("quarantine")) {
            slipway.line("%s  %s record %s/%d@%d: %s"
                    .formatted(
                            record.path("id").asText(),
                            record.path("stage").asText(),
                            record.path("topic").asText(),
                            record.path("partition").asInt(),
                            record.path("offset").asLong(),
                            record.path("reason").asText()));
        }
        if (waiting.path("jobs").isEmpty() && waiting.path("quarantine").isEmpty()) {
            slipway.line("nothing waits for a person");
        }
        return Exit.OK;
    }

    /** Which are meant: one by its id, or all that fit. */
    static final class Meant {
        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "One; or say with options which.")
        private @Nullable String id;

        @Option(names = "--stage", description = "Those of this stage, such as builder.")
        private @Nullable String stage;

        @Option(names = "--kind", description = "Jobs of this kind, such as build; record: what could not be read.")
        private @Nullable String kind;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Not those from before, such as 2026-12-01T08:00:00Z.")
        private @Nullable String since;

        @Option(names = "--until", paramLabel = "TIME", description = "Not those from then on.")
        private @Nullable String until;

        @Option(names = "--reason", required = true, description = "Why, for the ledger.")
        private String reason = "";

        private Map<String, String> filter() {
            Map<String, String> filter = new TreeMap<>();
            add(filter, "stage", stage);
            add(filter, "kind", kind);
            add(filter, "since", since);
            add(filter, "until", until);
            return filter;
        }

        private static void add(Map<String, String> filter, String member, @Nullable String value) {
            if (value != null) {
                filter.put(member, value);
            }
        }
    }

    private int handle(String verb, Meant meant) throws CannotAsk, InterruptedException {
        Map<String, String> body = meant.filter();
        String id = meant.id;
        if ((id == null) == body.isEmpty()) {
            throw new CannotAsk(
                    400, "say which: either the ID of one, or some of --stage, --kind, --since and --until");
        }
        body.put("reason", meant.reason);
        return id == null ? all(verb, body) : one(verb, id, body);
    }

    private int one(String verb, String id, Map<String, String> body) throws CannotAsk, InterruptedException {
        JsonNode done = slipway.console().post("/v1/dead-letters/%s/%s".formatted(id, verb), body);
        if (!slipway.printed(done)) {
            slipway.line("%s %s".formatted(id, done.path("done").asText()));
        }
        return Exit.OK;
    }

    /** A page after the other, until there are no more. */
    private int all(String verb, Map<String, String> body) throws CannotAsk, InterruptedException {
        int count = 0;
        JsonNode done;
        do {
            done = slipway.console().post("/v1/dead-letters/" + verb, body);
            count += done.path("ids").size();
            if (!slipway.printed(done)) {
                String word = done.path("done").asText();
                done.path("ids").forEach(id -> slipway.line("%s %s".formatted(id.asText(), word)));
            }
        } while (done.path("more").asBoolean() && !done.path("ids").isEmpty());
        if (!slipway.json()) {
            slipway.line("%d in all".formatted(count));
        }
        return Exit.OK;
    }

    /** Has them done again. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Has one, or all that fit, done again from the first attempt.")
    static final class Redrive implements Callable<Integer> {
        @ParentCommand
        private DeadLettersCommand parent = new DeadLettersCommand();

        @Mixin
        private Meant meant = new Meant();

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            return parent.handle("redrive", meant);
        }
    }

    /** Lets them go. */
    @Command(
            name = "skip",
            mixinStandardHelpOptions = true,
            description = "Lets one, or all that fit, go undone, so that their lanes go on.")
    static final class Skip implements Callable<Integer> {
        @ParentCommand
        private DeadLettersCommand parent = new DeadLettersCommand();

        @Mixin
        private Meant meant = new Meant();

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            return parent.handle("skip", meant);
        }
    }
}
