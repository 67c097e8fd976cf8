package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the console says of its ledger, compared here with what somebody kept. */
final class LedgerComparison {
    private static final int NOT_FOUND = 404;
    private static final String CHECKPOINTS = "/v1/ledger/checkpoints/";

    private final Console console;

    LedgerComparison(Console console) {
        this.console = console;
    }

    JsonNode verification(Kept kept, boolean rebuild) throws CannotAsk, InterruptedException {
        ObjectNode report;
        try (InputStream body = console.stream("/v1/ledger/verification" + (rebuild ? "?rebuild=true" : ""))) {
            report = Console.JSON.readValue(body, ObjectNode.class);
        } catch (IOException e) {
            throw new CannotAsk(0, "the console's answer broke off: " + e.getMessage());
        }
        if (!kept.keys().isEmpty()) {
            compareKey(report, kept.keys());
        }
        Checkpoint checkpoint = kept.checkpoint();
        if (checkpoint != null) {
            compare(report, checkpoint);
        }
        return report;
    }

    private void compareKey(ObjectNode report, List<NoteKey> keys) throws CannotAsk, InterruptedException {
        String newest = note("newest");
        try {
            if (newest != null && !SignedNote.parse(newest).isSignedBy(keys)) {
                problem(report, "the newest checkpoint is not signed by the key that was given");
            }
        } catch (MalformedCheckpoint e) {
            problem(report, "the newest checkpoint is " + e.getMessage());
        }
    }

    private void compare(ObjectNode report, Checkpoint kept) throws CannotAsk, InterruptedException {
        String note = note(Long.toString(kept.number()));
        String name = "checkpoint %d of %s, which was kept,".formatted(kept.number(), kept.at());
        if (note == null) {
            problem(report, name + " is not in the ledger any more: it was removed with the entries of its time");
        } else if (!note.startsWith(kept.text() + "\n")) {
            problem(report, name + " is not the one in the ledger: its history was replaced");
        }
    }

    private @Nullable String note(String which) throws CannotAsk, InterruptedException {
        try {
            return new String(console.text(CHECKPOINTS + which).body(), StandardCharsets.UTF_8);
        } catch (CannotAsk e) {
            if (e.status() == NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static void problem(ObjectNode report, String sentence) {
        report.put("holds", false);
        report.withArray("problems").add(sentence);
    }
}
