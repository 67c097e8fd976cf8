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
import picocli.CommandLine.ScopeType;

/** What stages gave up on. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description =
                "What stages gave up on: dead jobs, whose lane waits, and records that could not be read; all, or those that fit.",
        subcommands = {DeadLettersCommand.Show.class, DeadLettersCommand.Redrive.class, DeadLettersCommand.Skip.class})
final class DeadLettersCommand implements Callable<Integer> {
    private static final String PATH = "/v1/dead-letters";

    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Option(names = "--stage", scope = ScopeType.INHERIT, description = "Those of this stage, such as builder.")
    private @Nullable String stage;

    @Option(
            names = "--kind",
            scope = ScopeType.INHERIT,
            description = "Jobs of this kind, such as build; record: what could not be read.")
    private @Nullable String kind;

    @Option(
            names = "--since",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            description = "Not those from before, such as 2026-12-01T08:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", scope = ScopeType.INHERIT, paramLabel = "TIME", description = "Not those from then on.")
    private @Nullable String until;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Query query = new Query(PATH);
        filter().forEach(query::with);
        JsonNode waiting = slipway.console().get(query.toString());
        if (slipway.printed(waiting)) {
            return Exit.OK;
        }
        DeadLetterText.lines(waiting).forEach(slipway::line);
        if (waiting.path("jobs").isEmpty() && waiting.path("quarantine").isEmpty()) {
            slipway.line(filter().isEmpty() ? "nothing waits for a person" : "nothing that fits waits for a person");
        }
        return Exit.OK;
    }

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

    /** Which are meant, unless the filter says so, and why. */
    static final class Meant {
        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "One; or say with options which.")
        private @Nullable String id;

        @Option(
                names = "--reason",
                required = true,
                description = "Why: of a job it is written into the ledger, of a record it is kept with it.")
        private String reason = "";
    }

    private int show(String id) throws CannotAsk, InterruptedException {
        if (!filter().isEmpty()) {
            throw new CannotAsk(
                    400,
                    "one is shown, by its ID: leave %s away, or list those that fit without 'show'"
                            .formatted(String.join(
                                    ", ",
                                    filter().keySet().stream()
                                            .map(name -> "--" + name)
                                            .toList())));
        }
        JsonNode shown = slipway.console().get(PATH + "/" + id);
        if (!slipway.printed(shown)) {
            DeadLetterText.whole(shown).forEach(slipway::line);
        }
        return Exit.OK;
    }

    private int handle(String verb, Meant meant) throws CannotAsk, InterruptedException {
        Map<String, String> body = filter();
        String id = meant.id;
        if ((id == null) == body.isEmpty()) {
            throw new CannotAsk(
                    400, "say which: either the ID of one, or some of --stage, --kind, --since and --until");
        }
        body.put("reason", meant.reason);
        return id == null ? all(verb, body) : one(verb, id, body);
    }

    private int one(String verb, String id, Map<String, String> body) throws CannotAsk, InterruptedException {
        JsonNode done = slipway.console().post("%s/%s/%s".formatted(PATH, id, verb), body);
        if (!slipway.printed(done)) {
            slipway.line("%s %s".formatted(id, done.path("done").asText()));
        }
        return Exit.OK;
    }

    /** A page after the other, each going on where the one before ended: what comes back on the way is not handled again. */
    private int all(String verb, Map<String, String> body) throws CannotAsk, InterruptedException {
        int count = 0;
        JsonNode done;
        boolean goesOn;
        do {
            done = slipway.console().post(PATH + "/" + verb, body);
            count += done.path("ids").size();
            if (!slipway.printed(done)) {
                String word = done.path("done").asText();
                done.path("ids").forEach(id -> slipway.line("%s %s".formatted(id.asText(), word)));
            }
            goesOn = done.hasNonNull("next");
            body.put("next", done.path("next").asText());
        } while (goesOn);
        if (!slipway.json()) {
            slipway.line("%d in all".formatted(count));
            if (done.path("more").asBoolean()) { // a console of an earlier version
                slipway.line("there are more: ask again");
            }
        }
        return Exit.OK;
    }

    /** Shows one whole. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows one whole: a dead job, or a record with its bytes and what was done about it.")
    static final class Show implements Callable<Integer> {
        @ParentCommand
        private DeadLettersCommand parent = new DeadLettersCommand();

        @Parameters(
                index = "0",
                paramLabel = "ID",
                description = "As dead-letters lists it; a handled record has it still.")
        private String id = "";

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            return parent.show(id);
        }
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
