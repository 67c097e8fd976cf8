package dev.slipway.events.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading everything came to.
 *
 * @param checkpoints that there are
 * @param since when the first of them was made; null without one
 * @param newest when the last of them was made; null without one
 * @param uncovered entries that no checkpoint has found yet
 * @param problems one sentence each, naming the row; none when everything holds
 * @param cannotShow what could be wrong all the same, one sentence each
 */
public record Verification(
        boolean holds,
        long subjects,
        long entries,
        long checkpoints,
        @Nullable Instant since,
        @Nullable Instant newest,
        long uncovered,
        List<String> problems,
        List<String> cannotShow) {
    /**
     * After the last row.
     *
     * @param kept the checkpoint from elsewhere that was compared; null without one
     */
    public static Verification of(
            ChainWalk chains, CheckpointWalk checkpoints, Findings findings, @Nullable Checkpoint kept) {
        Checkpoint first = checkpoints.first();
        Checkpoint newest = checkpoints.newest();
        return new Verification(
                findings.none(),
                chains.subjects(),
                chains.entries(),
                checkpoints.count(),
                first == null ? null : first.at(),
                newest == null ? null : newest.at(),
                chains.uncovered(),
                findings.sentences(),
                cannotShow(chains, newest, kept));
    }

    /** With one thing more that cannot be shown. */
    public Verification without(String sentence) {
        List<String> more = new ArrayList<>(cannotShow);
        more.add(sentence);
        return new Verification(
                holds, subjects, entries, checkpoints, since, newest, uncovered, problems, List.copyOf(more));
    }

    private static List<String> cannotShow(ChainWalk chains, @Nullable Checkpoint newest, @Nullable Checkpoint kept) {
        if (newest == null) {
            return List.of(
                    "there is no checkpoint: whoever owns the database can have rewritten a chain from some entry to its end, cut off its tail with its head, or removed a whole subject");
        }
        List<String> sentences = new ArrayList<>();
        if (chains.uncovered() > 0) {
            sentences.add(
                    "%d entries are newer than the checkpoint that would cover them: whoever owns the database can have rewritten or cut them off"
                            .formatted(chains.uncovered()));
        }
        if (kept == null) {
            sentences.add(
                    "whoever owns the database can have removed the newest checkpoints together with the entries of their time: compare with one that was kept elsewhere");
        } else if (kept.number() < newest.number()) {
            sentences.add(
                    "checkpoints newer than %d, which was kept elsewhere, can have been removed together with the entries of their time"
                            .formatted(kept.number()));
        }
        sentences.add(
                "whoever has the signing key as well can have signed another history; only a checkpoint that was kept elsewhere shows that");
        return List.copyOf(sentences);
    }
}
