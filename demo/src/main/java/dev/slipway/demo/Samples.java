package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CannotAsk;
import dev.slipway.cli.Console;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows a commit until it has come to rest, approves what waits for a person, and looks at the apps from outside. */
final class Samples {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int POLL_MILLIS = 150;

    private final Room room;
    private final Narrator narrator;
    private final Console console;
    private @Nullable Console manager;

    Samples(Room room, Narrator narrator) throws IOException {
        this.room = room;
        this.narrator = narrator;
        this.console = room.console();
    }

    Outcome run(Sample sample, String commit) throws InterruptedException, CannotAsk {
        narrator.begin(sample.title(), commit);
        String dev = Callers.ask(room.app("dev"));
        String prod = Callers.ask(room.app("prod"));
        Sighting sighting = new Sighting();
        String calls = "";
        if (sample.underTraffic()) {
            try (Callers callers = new Callers(room.app("prod"))) {
                follow(sighting, request(commit));
                calls = calls(callers);
            }
        } else {
            follow(sighting, request(commit));
        }
        String actual = sighting.rest() + calls;
        if (!actual.startsWith(Sample.SERVES)) {
            actual += kept(dev, prod, actual.startsWith("refused"));
        }
        narrator.outside("dev", Callers.ask(room.app("dev")));
        narrator.outside("prod", Callers.ask(room.app("prod")));
        return new Outcome(sample.name(), sample.expected(), actual, sighting.digest(), sighting.seconds());
    }

    private String request(String commit) throws CannotAsk, InterruptedException {
        return console.post(
                        "/v1/builds",
                        Map.of("repository", room.sourceUrl(), "commit", commit, "ref", "refs/heads/main"))
                .path("build")
                .asText();
    }

    private String calls(Callers callers) {
        List<String> failed = callers.failed();
        narrator.line("callers of prod meanwhile: %d calls served, %d failed%s"
                .formatted(callers.served(), failed.size(), failed.isEmpty() ? "" : ": " + failed.getFirst()));
        return failed.isEmpty() ? ", no call failed" : ", %d calls failed".formatted(failed.size());
    }

    /** Whether what was served before is served still; what is refused for prod may have entered dev. */
    private String kept(String dev, String prod, boolean onlyProd) throws InterruptedException {
        boolean kept = !prod.isEmpty()
                && prod.equals(Callers.ask(room.app("prod")))
                && (onlyProd || dev.equals(Callers.ask(room.app("dev"))));
        return kept ? Sample.KEPT : ", and what serves has changed";
    }

    private void follow(Sighting sighting, String build) throws InterruptedException, CannotAsk {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (sighting.rest() == null) {
            if (System.nanoTime() > deadline) {
                sighting.restAs("not at rest after %d minutes".formatted(PATIENCE.toMinutes()));
                return;
            }
            for (JsonNode event : console.facts(build)) {
                if (sighting.isNew(event)) {
                    narrator.tell(event);
                    sighting.see(event);
                }
            }
            if (sighting.takeWaitForApproval()) {
                approve(String.valueOf(sighting.digest()));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** As a release manager would, with a token of her own. */
    private void approve(String digest) throws CannotAsk, InterruptedException {
        Console herself = manager;
        if (herself == null) {
            String token = console.post(
                            "/v1/tokens",
                            Map.of("name", "mona", "roles", List.of("viewer", "approver:release-manager"), "days", 1))
                    .path("token")
                    .asText();
            herself = room.console(token, "mona");
            manager = herself;
        }
        narrator.line("mona, a release manager, approves it for prod");
        herself.post(
                "/v1/artifacts/%s/approve".formatted(digest),
                Map.of("environment", "prod", "reason", "looked at it in dev"));
    }
}
