package dev.slipway.builder;

import dev.slipway.ledger.EvidenceBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a build says, up to a limit: the beginning is kept, since the end of a failure is kept with the failure. */
final class BuildLog {
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long dropped;

    BuildLog(int limit) {
        this.limit = limit;
    }

    synchronized void add(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (kept.size() + bytes.length > limit) {
            dropped += bytes.length;
        } else {
            kept.writeBytes(bytes);
        }
    }

    synchronized EvidenceBody evidence() {
        String note = dropped == 0 ? "" : "… %d bytes over the limit of %d were dropped%n".formatted(dropped, limit);
        byte[] end = note.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(kept.toByteArray());
        all.writeBytes(end);
        return new EvidenceBody("build-log", "text/plain; charset=UTF-8", all.toByteArray());
    }
}
