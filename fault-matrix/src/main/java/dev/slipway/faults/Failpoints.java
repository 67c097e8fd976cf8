package dev.slipway.faults;

import dev.slipway.ledger.Failpoint;
import dev.slipway.stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** The folders by which running services are armed, one for each. */
final class Failpoints {
    private final Path root;

    Failpoints(Path root) {
        this.root = root;
    }

    private Path folder(Service service) {
        return root.resolve(service.wireName());
    }

    Map<String, String> environment(Service service) throws IOException {
        Files.createDirectories(folder(service));
        return Map.of("SLIPWAY_FAILPOINTS_FOLDER", folder(service).toString());
    }

    /** Stops, pauses or breaks a service the {@code hit}th time it comes by, once. */
    void arm(Service service, Failpoint failpoint, int hit, String action) throws IOException {
        Files.deleteIfExists(folder(service).resolve(failpoint + ".fired"));
        put(service, failpoint, "once@%d:%s".formatted(hit, action));
    }

    /** Whenever it comes by, until {@link #disarm}. */
    void armForGood(Service service, Failpoint failpoint, String action) throws IOException {
        put(service, failpoint, action);
    }

    /** As a whole, so that nobody reads half of it. */
    private void put(Service service, Failpoint failpoint, String action) throws IOException {
        Path next = Files.writeString(folder(service).resolve("next"), action);
        Files.move(next, folder(service).resolve(failpoint.name()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process that an armed failpoint has acted in. */
    Optional<Long> fired(Service service, Failpoint failpoint) throws IOException {
        Path fired = folder(service).resolve(failpoint + ".fired");
        String pid = Files.exists(fired) ? Files.readString(fired) : "";
        return pid.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(pid));
    }

    void disarm() throws IOException {
        for (Service service : Service.values()) {
            for (Failpoint failpoint : Failpoint.values()) {
                Files.deleteIfExists(folder(service).resolve(failpoint.name()));
            }
        }
    }

    /** How often a service has come by since the last {@link #forget}. */
    int reached(Service service, Failpoint failpoint) throws IOException {
        Path reached = folder(service).resolve(failpoint + ".reached");
        return Files.exists(reached) ? (int) Files.size(reached) : 0;
    }

    void forget() throws IOException {
        for (Service service : Service.values()) {
            for (Failpoint failpoint : Failpoint.values()) {
                Files.deleteIfExists(folder(service).resolve(failpoint + ".reached"));
            }
        }
    }
}
