package dev.slipway.faults.judge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** P8: each chain is whole: no number missing, each hash the one of its bytes, each row what its bytes say. */
final class Chains {
    private static final int HASH_LENGTH = 32;

    private Chains() {}

    static List<Violation> judge(LedgerCopy ledger) {
        List<String> found = new ArrayList<>();
        ledger.chains().values().forEach(chain -> chain(chain, found));
        heads(ledger, found);
        return found.stream().map(what -> new Violation("P8", what)).toList();
    }

    private static void chain(List<Entry> chain, List<String> found) {
        byte[] hash = new byte[HASH_LENGTH];
        long seq = 0;
        for (Entry entry : chain) {
            if (entry.seq() != seq + 1) {
                found.add("%s follows %d: there is a gap".formatted(entry.name(), seq));
            } else if (!Arrays.equals(entry.previousHash(), hash)) {
                found.add(entry.name() + " does not name the hash of the entry before it");
            }
            if (!Arrays.equals(entry.hash(), sha256(entry.previousHash(), entry.bytes()))) {
                found.add(entry.name() + " has a hash that is not the one of its bytes");
            }
            columns(entry, found);
            seq = entry.seq();
            hash = entry.hash();
        }
    }

    private static void columns(Entry entry, List<String> found) {
        boolean same = entry.event().path("id").asText().equals(entry.id().toString())
                && entry.event().path("type").asText().equals(entry.type())
                && entry.place().path("subject").asText().equals(entry.subject())
                && entry.place().path("seq").asLong() == entry.seq()
                && entry.place()
                        .path("previousHash")
                        .asText()
                        .equals(HexFormat.of().formatHex(entry.previousHash()))
                && Objects.equals(entry.place().path("move").path("machine").asText(null), entry.machine())
                && Objects.equals(entry.place().path("move").path("instance").asText(null), entry.instance())
                && Objects.equals(entry.place().path("move").path("to").asText(null), entry.to());
        if (!same) {
            found.add("%s has columns that do not say what its bytes say: %s".formatted(entry.name(), entry.place()));
        }
    }

    private static void heads(LedgerCopy ledger, List<String> found) {
        for (Map.Entry<String, String> head : ledger.heads().entrySet()) {
            List<Entry> chain = ledger.chains().getOrDefault(head.getKey(), List.of());
            String last = chain.isEmpty()
                    ? LedgerCopy.head(0, new byte[HASH_LENGTH])
                    : LedgerCopy.head(chain.getLast().seq(), chain.getLast().hash());
            if (!last.equals(head.getValue())) {
                found.add("subject %s has its head at %s, but its last entry is %s"
                        .formatted(head.getKey(), head.getValue(), last));
            }
        }
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
