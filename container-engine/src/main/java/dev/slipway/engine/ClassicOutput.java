package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.engine.LogLine.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the classic builder sends: text meant for a terminal, in which "Step n/m" lines are the only structure. */
final class ClassicOutput implements BuildOutput {
    private static final Pattern STEP = Pattern.compile("Step (\\d+/\\d+) : (.+)");

    /** It colours what a command writes to stderr red, and says so no other way. */
    private static final String RED = "\u001b[91m";

    private static final String PLAIN = "\u001b[0m";

    private final BuildLog log;
    private final InstantSource clock;
    private final LineSplitter lines = new LineSplitter(this::line);
    private final List<BuildStep> steps = new ArrayList<>();
    private String step = "";
    private @Nullable Instant started;
    private boolean cached;
    private boolean red;
    private @Nullable String imageId;
    private String error = "";

    ClassicOutput(BuildLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void accept(JsonNode line) {
        if (!JsonLines.error(line).isEmpty()) {
            error = JsonLines.error(line);
            return;
        }
        var id = line.path("aux").path("ID").asText("");
        if (!id.isEmpty()) {
            imageId = id;
        }
        lines.accept(line.path("stream").asText(""));
    }

    /** Red begins and ends anywhere: the code that ends it usually opens the line after the last red one. */
    private void line(String raw) {
        if (raw.startsWith(PLAIN)) {
            red = false;
        }
        var isRed = red || raw.contains(RED);
        red = isRed && raw.lastIndexOf(PLAIN) <= raw.lastIndexOf(RED);
        bare(raw.replace(RED, "").replace(PLAIN, ""), isRed ? Source.STDERR : Source.STDOUT);
    }

    private void bare(String text, Source source) {
        var matcher = STEP.matcher(text);
        if (matcher.matches()) {
            closeStep(null);
            step = "[%s] %s".formatted(matcher.group(1), matcher.group(2));
            started = clock.instant();
            cached = false;
            log.started(step);
        } else if (text.startsWith(" ---> ") || text.startsWith("Removing intermediate container ")) {
            cached |= text.startsWith(" ---> Using cache");
            log.remark(step, text.strip());
        } else if (!text.isEmpty()) {
            log.output(step, source, StandardCharsets.UTF_8.encode(text + "\n"));
        }
    }

    private void closeStep(@Nullable String failure) {
        if (!step.isEmpty()) {
            steps.add(new BuildStep(step, cached, started, clock.instant(), failure));
        }
    }

    @Override
    public BuiltImage result() {
        lines.finish();
        log.finish();
        closeStep(error.isEmpty() ? null : error);
        if (!error.isEmpty()) {
            throw new EngineFailure.BuildFailed(step.isEmpty() ? BEFORE_FIRST_STEP : step, error, log.tail(step));
        }
        if (imageId == null) {
            throw new EngineFailure.Unreachable("build: the stream ended with neither an image nor an error", null);
        }
        return new BuiltImage(imageId, BuilderKind.CLASSIC, steps);
    }
}
