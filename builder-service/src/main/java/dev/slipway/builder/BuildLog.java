package dev.slipway.builder;

import dev.slipway.builder.secret.Redaction;
import dev.slipway.ledger.EvidenceBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a build says, up to a limit: the beginning is kept, since the end of a failure is kept with the failure. What is
 * added passes the redaction first, so that no secret is in it at any time.
 */
final class BuildLog {
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Redaction redaction = Redaction.none();
    private boolean full;
    private int written;

    BuildLog(int limit) {
        this.limit = limit;
    }

    /** Goes on after what earlier attempts have written. */
    static BuildLog after(byte[] earlier, int limit) {
        BuildLog log = new BuildLog(limit);
        log.kept.writeBytes(earlier);
        log.written = earlier.length;
        log.full = earlier.length >= limit;
        return log;
    }

    synchronized void redact(Redaction secrets) {
        redaction = secrets;
    }

    synchronized String redacted(String text) {
        return redaction.apply(text);
    }

    synchronized void add(String line) {
        byte[] bytes = (redaction.apply(line) + "\n").getBytes(StandardCharsets.UTF_8);
        if (full) {
            return;
        }
        if (kept.size() + bytes.length > limit) {
            full = true;
            bytes = "… the limit of %d bytes is reached, the rest is dropped%n"
                    .formatted(limit)
                    .getBytes(StandardCharsets.UTF_8);
        }
        kept.writeBytes(bytes);
    }

    /** What was added since the last call. */
    synchronized byte[] news() {
        byte[] all = kept.toByteArray();
        byte[] news = Arrays.copyOfRange(all, written, all.length);
        written = all.length;
        return news;
    }

    synchronized EvidenceBody evidence() {
        return new EvidenceBody("build-log", "text/plain; charset=UTF-8", kept.toByteArray());
    }
}
