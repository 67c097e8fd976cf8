package dev.slipway.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** One line a container wrote, and when by the engine's clock. */
public record LoggedLine(Instant at, String text) {
    /** As the engine sends it: time, blank, text. Empty for what is no such line, the torn end of a long log among them. */
    static Optional<LoggedLine> parse(String line) {
        var blank = line.indexOf(' ');
        try {
            return blank < 0
                    ? Optional.empty()
                    : Optional.of(new LoggedLine(Instant.parse(line.substring(0, blank)), line.substring(blank + 1)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
