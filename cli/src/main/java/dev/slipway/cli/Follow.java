package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches something and what follows from it, until it has come to rest. Events come as they happen; what was before, and
 * what a console that was away may have kept from us, is read whenever the stream begins anew.
 */
final class Follow {
    private static final Set<String> BEGINS_ANEW =
            Set.of("gate.evaluated", "promotion.approved", "deployment.queued", "job.redriven", "job.skipped");

    private final Slipway slipway;
    private final Telling telling;
    private final Set<String> told = new HashSet<>();
    private @Nullable Integer exit;

    Follow(Slipway slipway) {
        this.slipway = slipway;
        this.telling = Telling.of(slipway);
    }

    /**
     * What is followed.
     *
     * @param stream the path of its events
     */
    record Subject(String name, String stream, History history, Ending ending) {}

    /** Every fact about it so far. */
    interface History {
        List<JsonNode> read() throws CannotAsk, InterruptedException;
    }

    /** The exit code if a fact ends the wait. */
    interface Ending {
        @Nullable
        Integer exit(JsonNode event);
    }

    int run(Console console, Subject subject, Duration timeout) throws InterruptedException, CannotAsk {
        if (!slipway.json()) {
            slipway.line(subject.name());
        }
        boolean ended = new EventSource(console, subject.stream(), timeout).run((name, data) -> {
            if (name.equals("message")) {
                return goesOn(data, subject.ending());
            }
            return name.equals("now") || goesOnAfter(subject.history().read(), subject.ending());
        });
        telling.end();
        if (ended && exit != null) {
            return exit;
        }
        slipway.line("not at rest after %d s; it goes on, see 'slipway status'".formatted(timeout.toSeconds()));
        return Exit.TIMED_OUT;
    }

    /** What was before is taken as a whole: a refusal or a failure is over if something new was begun after it. */
    private boolean goesOnAfter(List<JsonNode> history, Ending ending) {
        for (JsonNode event : history) {
            if (!goesOn(event, ending) && exit != null && exit == Exit.OK) {
                return false;
            }
            if (exit != null && BEGINS_ANEW.contains(Facts.kind(event)) && ending.exit(event) == null) {
                exit = null;
            }
        }
        return exit == null;
    }

    private boolean goesOn(JsonNode event, Ending ending) {
        if (told.add(event.path("id").asText())) {
            telling.tell(event);
            Integer end = ending.exit(event);
            exit = end == null ? exit : end;
        }
        return exit == null;
    }

    /** A build and all that follows from it. */
    static Subject build(Console console, String build, @Nullable String until) {
        return new Subject(
                "build " + build,
                "/v1/events?build=" + build,
                () -> console.facts(build),
                event -> endOfBuild(event, until));
    }

    /** One deployment. */
    static Subject deployment(Console console, String deployment, String digest) {
        return new Subject(
                "deployment " + deployment,
                "/v1/events?subject=" + digest,
                () -> {
                    JsonNode story = console.get("/v1/deployments/" + deployment);
                    return story.path("events").valueStream().toList();
                },
                event -> event.path("fact").path("deployment").asText().equals(deployment)
                        ? endOfDeployment(event)
                        : null);
    }

    private static @Nullable Integer endOfBuild(JsonNode event, @Nullable String until) {
        JsonNode fact = event.path("fact");
        String where = fact.path("environment").asText();
        return switch (Facts.kind(event)) {
            case "build.finished" -> fact.path("outcome").asText().equals("BUILT") ? null : failed(fact);
            case "scan.finished" -> until == null ? Exit.OK : null;
            case "gate.evaluated" ->
                until != null && fact.path("verdict").asText().equals("FAIL") ? Exit.REFUSED : null;
            case "service.deployed", "service.upgraded" -> where.equals(until) ? Exit.OK : null;
            case "deployment.failed", "service.rolledback", "job.died" -> Exit.DEPLOYMENT_FAILED;
            default -> null;
        };
    }

    private static @Nullable Integer endOfDeployment(JsonNode event) {
        return switch (Facts.kind(event)) {
            case "service.deployed", "service.upgraded" -> Exit.OK;
            case "service.rolledback" -> backTo(event) ? Exit.OK : Exit.DEPLOYMENT_FAILED;
            case "deployment.failed" -> Exit.DEPLOYMENT_FAILED;
            case "deployment.skipped", "deployment.cancelled" -> Exit.REFUSED;
            default -> null;
        };
    }

    /** A deployment that brings an old digest back ends well by this fact; one that was undone ends badly by it. */
    private static boolean backTo(JsonNode event) {
        return event.path("fact")
                .path("to")
                .asText()
                .equals(event.path("subject").asText());
    }

    private static int failed(JsonNode fact) {
        return switch (fact.path("kind").asText()) {
            case "REQUEST", "SOURCE", "CONTEXT" -> Exit.SOURCE_FAILED;
            default -> Exit.BUILD_FAILED;
        };
    }
}
