package dev.slipway.events.chain;

import dev.slipway.events.EventFormat;
import dev.slipway.events.MalformedEvent;
import dev.slipway.events.ReadEntry;
import dev.slipway.events.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Follows chains, one subject after the other, each from its first entry: whether every hash is that of its bytes and
 * of the entry before it, whether the head is the last one, and whether checkpoints found the same. Checkpoints come first.
 */
public final class ChainWalk {
    /** A transaction that began before a checkpoint may end after it, but not by more than this. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(10);

    private final CheckpointWalk checkpoints;
    private final Findings findings;
    private @Nullable String subject;
    private long headSeq;
    private byte[] headHash = Sha256.beforeFirst();
    private long seq;
    private byte[] hash = Sha256.beforeFirst();
    private long sinceLeaf;
    private @Nullable Instant oldestSinceLeaf;
    private long subjects;
    private long entries;
    private long uncovered;

    public ChainWalk(CheckpointWalk checkpoints, Findings findings) {
        this.checkpoints = checkpoints;
        this.findings = findings;
    }

    /** Begins with a subject, whose entries follow in order. */
    public void subject(String key, long itsHeadSeq, byte[] itsHeadHash) {
        end();
        subject = key;
        headSeq = itsHeadSeq;
        headHash = itsHeadHash;
        subjects++;
        seq = 0;
        hash = Sha256.beforeFirst();
        sinceLeaf = 0;
        oldestSinceLeaf = null;
    }

    /**
     * The next entry of the current subject.
     *
     * @param leaf what a checkpoint found when this entry was the head; null if none did
     * @return what its bytes say, or null when they do not read
     */
    public @Nullable ReadEntry entry(Link link, @Nullable Leaf leaf) {
        entries++;
        String name = "entry %s/%d".formatted(link.subject(), link.seq());
        if (link.seq() <= seq) {
            findings.add("%s stands after entry %d".formatted(name, seq));
        } else if (link.seq() != seq + 1) {
            findings.add("%s follows entry %d: %d removed between them".formatted(name, seq, link.seq() - seq - 1));
        } else if (!Arrays.equals(link.previousHash(), hash)) {
            findings.add(name + " does not name the hash of the entry before it");
        }
        if (!Arrays.equals(Sha256.of(link.previousHash(), link.bytes()), link.hash())) {
            findings.add(name + " was altered: its hash is not that of its bytes");
        }
        ReadEntry read = read(name, link);
        seq = link.seq();
        hash = link.hash();
        sinceLeaf++;
        if (read != null && oldestSinceLeaf == null) {
            oldestSinceLeaf = read.event().at();
        }
        if (leaf != null) {
            compare(name, link, leaf);
        }
        return read;
    }

    private @Nullable ReadEntry read(String name, Link link) {
        try {
            ReadEntry read = EventFormat.readEntry(link.bytes());
            if (!read.event().subject().key().equals(link.subject())
                    || read.event().seq() != link.seq()
                    || !read.previousHash().equals(HexFormat.of().formatHex(link.previousHash()))) {
                findings.add("%s says in its bytes that it is entry %s/%d after %s"
                        .formatted(
                                name,
                                read.event().subject().key(),
                                read.event().seq(),
                                abbreviated(read.previousHash())));
            }
            return read;
        } catch (MalformedEvent e) {
            findings.add("%s does not read back: %s".formatted(name, e.getMessage()));
            return null;
        }
    }

    private void compare(String name, Link link, Leaf leaf) {
        if (!Arrays.equals(leaf.hash(), link.hash())) {
            findings.add("%s is not the one that checkpoint %d found: %s rewritten since"
                    .formatted(
                            name,
                            leaf.checkpoint(),
                            sinceLeaf == 1
                                    ? "it was"
                                    : "something from entry %d to %d was".formatted(seq - sinceLeaf + 1, seq)));
        }
        putInLater(leaf.checkpoint() - 1);
        sinceLeaf = 0;
        oldestSinceLeaf = null;
    }

    /** What is older than a checkpoint, and yet unknown to it, was not there then. */
    private void putInLater(long checkpoint) {
        Instant made = checkpoints.timeOf(checkpoint);
        Instant said = oldestSinceLeaf;
        if (made != null && said != null && said.plus(LONGEST_TRANSACTION).isBefore(made)) {
            findings.add("entry %s/%d says it is of %s, but checkpoint %d of %s does not know it: it was put in later"
                    .formatted(subject, seq - sinceLeaf + 1, said, checkpoint, made));
        }
    }

    /** A head that a checkpoint found and whose entry is gone. */
    public void missing(Leaf leaf, long lastSeq) {
        findings.add("entry %s is gone, which checkpoint %d found: %s"
                .formatted(
                        leaf.name(),
                        leaf.checkpoint(),
                        lastSeq == 0 ? "nothing is left of that chain" : "the chain ends with entry " + lastSeq));
    }

    /** After the last entry. */
    public void end() {
        if (subject == null) {
            return;
        }
        if (seq != headSeq || !Arrays.equals(hash, headHash)) {
            findings.add("subject %s has its head at %d (%s), but its last entry is %d (%s)"
                    .formatted(subject, headSeq, abbreviated(headHash), seq, abbreviated(hash)));
        }
        if (sinceLeaf > 0) {
            putInLater(checkpoints.count());
        }
        uncovered += sinceLeaf;
        subject = null;
    }

    private static String abbreviated(byte[] bytes) {
        return abbreviated(HexFormat.of().formatHex(bytes));
    }

    private static String abbreviated(String hex) {
        return hex.substring(0, Math.min(12, hex.length()));
    }

    public long subjects() {
        return subjects;
    }

    public long entries() {
        return entries;
    }

    /** Entries that no checkpoint has found yet. */
    public long uncovered() {
        return uncovered;
    }
}
