package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches a build and what follows from it, until it has come to rest. A console that is away for a while is waited for. */
final class Follow {
    private static final long POLL_MILLIS = 300;

    private final Console console;
    private final Slipway slipway;
    private final @Nullable String until;
    private final Set<String> told = new HashSet<>();

    Follow(Console console, Slipway slipway, @Nullable String until) {
        this.console = console;
        this.slipway = slipway;
        this.until = until;
    }

    int run(String build, Duration timeout) throws InterruptedException, CannotAsk {
        if (!slipway.json()) {
            slipway.line("build " + build);
        }
        long end = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < end) {
            try {
                for (JsonNode event : console.facts(build)) {
                    if (told.add(event.path("id").asText())) {
                        tell(event);
                        Integer exit = exit(event);
                        if (exit != null) {
                            return exit;
                        }
                    }
                }
            } catch (CannotAsk e) {
                if (e.status() != 0 && e.status() < 500) {
                    throw e;
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
        slipway.line(
                "not at rest after %d s; it goes on, see 'slipway status %s'".formatted(timeout.toSeconds(), build));
        return Exit.TIMED_OUT;
    }

    private void tell(JsonNode event) {
        if (!slipway.printed(event)) {
            String line = Facts.line(event);
            if (!line.isEmpty()) {
                slipway.line(event.path("at").asText().substring(11, 19) + "  " + line);
            }
        }
    }

    /** The exit code if this fact ends the wait. */
    private @Nullable Integer exit(JsonNode event) {
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

    private static int failed(JsonNode fact) {
        return switch (fact.path("kind").asText()) {
            case "REQUEST", "SOURCE", "CONTEXT" -> Exit.SOURCE_FAILED;
            default -> Exit.BUILD_FAILED;
        };
    }
}
