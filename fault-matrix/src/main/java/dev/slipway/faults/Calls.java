package dev.slipway.faults;

import dev.slipway.demo.Callers;
import dev.slipway.faults.judge.Violation;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who calls the app all the time, and what became of the calls. */
final class Calls implements AutoCloseable {
    private final URI address;
    private @Nullable Callers callers;
    private int judged;

    Calls(URI address) {
        this.address = address;
    }

    void start() {
        callers = new Callers(address);
    }

    /** What a caller reads now; empty where nobody answers. */
    String answer() throws InterruptedException {
        return Callers.ask(address);
    }

    /** Those that failed up to now are nobody's fault: what the app ran on was taken away. */
    void forgive() {
        if (callers != null) {
            judged = callers.failed().size();
        }
    }

    /** Since the last time this was asked. */
    List<Violation> failed() {
        if (callers == null) {
            return List.of();
        }
        List<String> all = callers.failed();
        List<String> fresh = all.subList(judged, all.size());
        judged = all.size();
        return fresh.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "P6",
                        "%d calls of the app failed, the first with %s".formatted(fresh.size(), fresh.getFirst())));
    }

    @Override
    public void close() {
        if (callers != null) {
            callers.close();
        }
    }
}
