package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What is wrong, and what to do about it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks for what needs a person: stages that take no work, dead letters, events that are not sent, drift,",
            "environments that a failed way back has frozen. Ends with 8 if it finds something."
        })
final class DoctorCommand implements Callable<Integer> {
    /** Whatever a replica could start is started long before. */
    private static final int LONG_SECONDS = 60;

    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    private final List<Finding> findings = new ArrayList<>();

    /** One thing that was looked at; {@code remedy} is empty where all is well. */
    private record Finding(String what, String found, String remedy) {
        boolean well() {
            return remedy.isEmpty();
        }
    }

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Console console = slipway.console();
        JsonNode backlog = console.get("/v1/backlog");
        findings.add(new Finding("console", "answers, knows the token, reads the ledger", ""));
        backlog.path("stages").forEach(this::stage);
        outbox(backlog);
        places(console.get("/v1/pipelines"));
        ledger(console.get("/v1/dead-letters"));
        print();
        return findings.stream().allMatch(Finding::well) ? Exit.OK : Exit.NEEDS_A_PERSON;
    }

    private void stage(JsonNode stage) {
        String name = stage.path("stage").asText();
        long oldest = stage.path("oldestReadySeconds").asLong();
        String found = "%d ready, %d running, %d to be tried again, %d wait for a lock or a window"
                .formatted(
                        stage.path("ready").asLong(),
                        stage.path("running").asLong(),
                        stage.path("retry").asLong(),
                        stage.path("paused").asLong());
        if (stage.path("ready").asLong() > 0) {
            found += ", the oldest for %d s".formatted(oldest);
        }
        String remedy = "";
        if (oldest > LONG_SECONDS) {
            remedy = stage.path("running").asLong() == 0
                    ? "nobody takes its work: see whether a %1$s runs and is ready (GET /q/health/ready of it)"
                            .formatted(name)
                    : "it is behind: start more replicas of the %s, or give it more slots".formatted(name);
        } else if (stage.path("timerOverdueSeconds").asLong() > LONG_SECONDS) {
            remedy = "its timers are overdue: see whether a %s runs".formatted(name);
        }
        findings.add(new Finding(name, found, remedy));
    }

    private void outbox(JsonNode backlog) {
        long rows = backlog.path("outboxRows").asLong();
        long oldest = backlog.path("outboxOldestSeconds").asLong();
        findings.add(new Finding(
                "outbox",
                rows == 0
                        ? "every event is sent"
                        : "%d events wait to be sent, the oldest for %d s".formatted(rows, oldest),
                oldest > LONG_SECONDS ? "nobody sends them: see whether the broker answers" : ""));
        if (backlog.path("outboxParkedRows").asLong() > 0) {
            findings.add(new Finding(
                    "outbox",
                    "%d events can never be sent"
                            .formatted(backlog.path("outboxParkedRows").asLong()),
                    "the services' logs say why ('parked'): compare the broker's limits with docs/operating.md"));
        }
    }

    private void places(JsonNode pipelines) {
        int before = findings.size();
        for (JsonNode pipeline : pipelines.path("pipelines")) {
            for (JsonNode cell : pipeline.path("cells")) {
                String place = StatusCommand.place(cell.path("place"));
                cell.path("drifts")
                        .forEach(drift -> findings.add(new Finding(
                                place,
                                "drift: " + drift.path("detail").asText(),
                                "deploy it again (slipway deploy %s), or have drift repaired there".formatted(place))));
                if (cell.path("last").path("state").asText().equals("ROLLBACK_FAILED")) {
                    findings.add(new Finding(
                            place,
                            cell.path("last").path("failure").asText("a roll back failed"),
                            "see what answers there, then slipway unfreeze %1$s and slipway deploy or rollback %1$s"
                                    .formatted(place)));
                }
            }
        }
        if (findings.size() == before) {
            findings.add(new Finding("environments", "what runs is what the ledger says", ""));
        }
    }

    private void ledger(JsonNode waiting) {
        int jobs = waiting.path("jobs").size();
        int records = waiting.path("quarantine").size();
        findings.add(new Finding(
                "dead letters",
                jobs + records == 0
                        ? "nothing waits for a person"
                        : "%d dead jobs, %d records that could not be read".formatted(jobs, records),
                jobs + records == 0 ? "" : "slipway dead-letters lists them; redrive or skip each"));
    }

    private void print() {
        ArrayNode json = Console.JSON.createArrayNode();
        for (Finding one : findings) {
            json.addObject()
                    .put("what", one.what())
                    .put("found", one.found())
                    .put("well", one.well())
                    .put("remedy", one.remedy());
        }
        if (slipway.printed(json)) {
            return;
        }
        for (Finding one : findings) {
            slipway.line("%-4s %-16s %s".formatted(one.well() ? "ok" : "LOOK", one.what(), one.found()));
            if (!one.well()) {
                slipway.line("     %-16s %s".formatted("", one.remedy()));
            }
        }
    }
}
