package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The console's events, for as long as they are wanted. When the connection ends, as when the console is started anew, it
 * is opened again with the id of the last event, so that nothing is missed and nothing comes twice.
 */
final class EventSource {
    /** The console sends something every 15 seconds; where nothing came for longer than this, nobody is there. */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    private static final long PAUSE_MILLIS = 500;
    private static final long LOOK_MILLIS = 200;

    private final Console console;
    private final String path;
    private final long end;
    private @Nullable String last;

    /** @param patience how long events are wanted */
    EventSource(Console console, String path, Duration patience) {
        this.console = console;
        this.path = path;
        this.end = patience.isPositive() ? System.nanoTime() + patience.toNanos() : Long.MAX_VALUE;
    }

    /** Takes events; their names are {@code begin}, {@code now}, {@code gap}, and {@code message} for a fact. */
    interface Taker {
        /** False when no more are wanted. */
        boolean take(String name, JsonNode data) throws CannotAsk, InterruptedException;
    }

    /**
     * True if the taker had enough, false if time was over. Fails if the console was never reached: one that was is
     * waited for.
     */
    boolean run(Taker taker) throws CannotAsk, InterruptedException {
        while (!over()) {
            try {
                if (readOnce(taker)) {
                    return true;
                }
            } catch (CannotAsk e) {
                if (e.status() < 500 && (e.status() != 0 || last == null)) {
                    throw e;
                }
                // the console is there and its stream is not: what follows is looked at as if it began anew
                if (e.status() >= 500 && !taker.take("begin", Console.JSON.createObjectNode())) {
                    return true;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    private boolean over() {
        return end != Long.MAX_VALUE && System.nanoTime() > end;
    }

    private boolean readOnce(Taker taker) throws CannotAsk, InterruptedException {
        AtomicLong heard = new AtomicLong(System.nanoTime());
        try (InputStream body = console.open(path, last).body()) {
            Thread watch = watch(body, heard);
            try {
                return read(body, heard, taker);
            } finally {
                watch.interrupt();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Cuts a connection that is silent for too long, or whose time is over: a read cannot be told how long to wait. */
    private Thread watch(InputStream body, AtomicLong heard) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (!over() && System.nanoTime() - heard.get() < SILENCE.toNanos()) {
                    Thread.sleep(LOOK_MILLIS);
                }
                body.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                // it is closed all the same
            }
        });
    }

    private boolean read(InputStream body, AtomicLong heard, Taker taker)
            throws IOException, CannotAsk, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String name = "message";
        String id = null;
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heard.set(System.nanoTime());
            if (line.isEmpty()) {
                if (!data.isEmpty() && !taker.take(name, Console.JSON.readTree(data.toString()))) {
                    return true;
                }
                last = id == null ? last : id;
                name = "message";
                data.setLength(0);
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.startsWith("data:")) {
                data.append(value(line));
            }
        }
        return false;
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
