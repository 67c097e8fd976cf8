package dev.slipway.deployer.verify;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.LoggedLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Looks at a container and at what it writes: what is found here needs no statistics. */
public final class ContainerWatch {
    private static final int LOG_LINES = 50;
    private static final int SHOWN = 300;

    private final ContainerEngine engine;
    private final String name;
    private final List<String> fatal;
    private final UnaryOperator<String> clean;
    private @Nullable Instant readTo;

    /**
     * Of one container, by name.
     *
     * @param fatal a line that contains one of these is the end
     * @param clean takes out of a text what must not be repeated
     */
    public ContainerWatch(ContainerEngine engine, String name, List<String> fatal, UnaryOperator<String> clean) {
        this.engine = engine;
        this.name = name;
        this.fatal = List.copyOf(fatal);
        this.clean = clean;
    }

    /** A failure that is certain; empty while there is none. */
    public Optional<Finding> hard() {
        ContainerState state = engine.inspect(name).orElse(null);
        if (state == null || !state.running() || state.oomKilled() || state.restartCount() > 0) {
            return Optional.of(Finding.fail("container", condition(state)));
        }
        return fatal.isEmpty() ? Optional.empty() : fatalLine(state.id());
    }

    /** The cursor stays at the last line read, which is read again: a torn end is never skipped. */
    private Optional<Finding> fatalLine(String id) {
        Instant since = readTo == null ? Instant.EPOCH : readTo;
        for (LoggedLine line : engine.logsSince(id, since)) {
            readTo = line.at();
            for (String text : fatal) {
                if (line.text().contains(text)) {
                    String shown = line.text().substring(0, Math.min(line.text().length(), SHOWN));
                    return Optional.of(Finding.fail("log", "a line with '%s': %s".formatted(text, clean.apply(shown))));
                }
            }
        }
        return Optional.empty();
    }

    /** How it stands, for a person who wants to know why. */
    public String condition() {
        return condition(engine.inspect(name).orElse(null));
    }

    private static String condition(@Nullable ContainerState state) {
        if (state == null) {
            return "there is no container";
        }
        String more = (state.oomKilled() ? ", out of memory" : "")
                + (state.restartCount() > 0 ? ", started again %d times".formatted(state.restartCount()) : "");
        return state.running()
                ? "the container runs" + more
                : "the container has %s with exit code %d%s".formatted(state.status(), state.exitCode(), more);
    }

    /** Its last lines; empty where nothing can be had. */
    public String logTail() {
        return engine.inspect(name)
                .map(state -> clean.apply(String.join("\n", engine.logs(state.id(), LOG_LINES))))
                .orElse("");
    }
}
