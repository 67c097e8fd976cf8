package dev.slipway.events.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the checkpoints in order, each with the heads that it found grown: whether each is signed and names the one
 * before it, and whether its root is that of all heads so far. One that does not hold is named, and those after it are
 * checked on their own.
 */
public final class CheckpointWalk {
    private static final int NAMED = 5;

    private final Collection<NoteKey> keys;
    private final Findings findings;
    private final Map<Long, Instant> times = new HashMap<>();
    private final List<String> heads = new ArrayList<>();
    private MerkleEdge edge = new MerkleEdge();
    private boolean edgeKnown = true;
    private @Nullable Stored open;
    private @Nullable Checkpoint first;
    private @Nullable Checkpoint last;
    private @Nullable Checkpoint outside;
    private @Nullable String lastText;
    private long lastNumber;
    private long headsOfOpen;
    private boolean gap;

    /** As it is stored: the edge only says where to go on if its root does not hold. */
    private record Stored(long number, String note, byte[] edge) {}

    public CheckpointWalk(Collection<NoteKey> keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    /** A checkpoint that somebody kept elsewhere has to be among these. */
    public void expect(Checkpoint kept) {
        outside = kept;
    }

    /** Begins with the next one, whose leaves follow. */
    public void checkpoint(long number, String note, byte[] storedEdge) {
        close();
        open = new Stored(number, note, storedEdge);
    }

    /** A head that the current checkpoint found grown. */
    public void leaf(Leaf leaf) {
        if (open == null) {
            findings.add("%s is a head that no checkpoint before it found".formatted(leaf.name()));
        }
        headsOfOpen++;
        if (heads.size() < NAMED) {
            heads.add(leaf.name());
        }
        if (leaf.position() != edge.size() && edgeKnown && !gap) {
            gap = true;
            findings.add("checkpoint %d has a head at position %d, where %d was to follow: one was removed or put in"
                    .formatted(leaf.checkpoint(), leaf.position(), edge.size()));
        }
        edge.add(leaf.merkleHash());
    }

    /** After the last one. */
    public void end() {
        close();
        Checkpoint kept = outside;
        if (kept != null && kept.number() > lastNumber) {
            findings.add(
                    "%s was published, but the newest one here is %d: what was newer was removed, with the entries of its time"
                            .formatted(kept.name(), lastNumber));
        }
    }

    private void close() {
        Stored stored = open;
        if (stored != null) {
            order(stored);
            Checkpoint read = read(stored);
            if (read != null) {
                root(stored, read);
                times.put(read.number(), read.at());
                first = first == null ? read : first;
                last = read;
            }
            lastText = read == null ? null : read.text();
            lastNumber = stored.number();
        }
        open = null;
        heads.clear();
        headsOfOpen = 0;
        gap = false;
    }

    private void order(Stored stored) {
        if (stored.number() != lastNumber + 1) {
            findings.add("checkpoint %d follows %s: %d removed between them"
                    .formatted(
                            stored.number(),
                            lastNumber == 0 ? "none" : "checkpoint " + lastNumber,
                            stored.number() - lastNumber - 1));
            lastText = null;
        }
    }

    /** Null when what it says cannot be believed. */
    private @Nullable Checkpoint read(Stored stored) {
        try {
            SignedNote note = SignedNote.parse(stored.note());
            if (!note.isSignedBy(keys)) {
                findings.add(
                        "checkpoint %d is not signed by a key that is known here (it names %s): it was altered, or somebody else made it"
                                .formatted(stored.number(), String.join(", ", note.signers())));
                return null;
            }
            Checkpoint read = Checkpoint.parse(note.text());
            if (read.number() != stored.number()) {
                findings.add("checkpoint %d says it is checkpoint %d".formatted(stored.number(), read.number()));
                return null;
            }
            compare(read);
            return read;
        } catch (MalformedCheckpoint e) {
            findings.add("checkpoint %d is %s".formatted(stored.number(), e.getMessage()));
            return null;
        }
    }

    private void compare(Checkpoint read) {
        Checkpoint before = last;
        boolean follows = lastText == null
                || before == null
                || (Arrays.equals(read.previous(), before.hash())
                        && read.origin().equals(before.origin()));
        if (!follows) {
            findings.add("%s does not follow %s: it names another one before it"
                    .formatted(read.name(), before == null ? "none" : before.name()));
        }
        if (before != null && read.at().isBefore(before.at())) {
            findings.add("%s is older than the one before it, which is of %s".formatted(read.name(), before.at()));
        }
        Checkpoint kept = outside;
        if (kept != null && kept.number() == read.number() && !kept.text().equals(read.text())) {
            findings.add("%s is not the one that was published, which is of %s: the ledger was replaced"
                    .formatted(read.name(), kept.at()));
        }
    }

    private void root(Stored stored, Checkpoint read) {
        if (edgeKnown && edge.size() == read.size() && Arrays.equals(edge.root(), read.root())) {
            if (!Arrays.equals(edge.bytes(), stored.edge())) {
                findings.add("the edge kept with %s is not that of its tree: it was altered".formatted(read.name()));
            }
            return;
        }
        if (edgeKnown && !gap) {
            findings.add(
                    "the heads of %s (%s) are not those that were signed, which are %d in all: one was altered, removed or put in"
                            .formatted(read.name(), named(), read.size()));
        }
        goOn(stored, read);
    }

    private String named() {
        String some = heads.isEmpty() ? "none" : String.join(", ", heads);
        return headsOfOpen > heads.size() ? "%s and %d more".formatted(some, headsOfOpen - heads.size()) : some;
    }

    /** From the stored edge, if that is the one that was signed; else nothing later can be checked until one is. */
    private void goOn(Stored stored, Checkpoint read) {
        try {
            MerkleEdge signed = MerkleEdge.of(read.size(), stored.edge());
            if (Arrays.equals(signed.root(), read.root())) {
                edge = signed;
                edgeKnown = true;
                return;
            }
        } catch (IllegalArgumentException e) {
            // no edge of this tree
        }
        edgeKnown = false;
        findings.add(
                "the heads of %s cannot be checked: its edge of the tree was altered as well".formatted(read.name()));
    }

    /** When a checkpoint was made; null for one that is not there or cannot be believed. */
    @Nullable
    Instant timeOf(long number) {
        return times.get(number);
    }

    public @Nullable Checkpoint first() {
        return first;
    }

    public @Nullable Checkpoint newest() {
        return last;
    }

    public long count() {
        return lastNumber;
    }
}
