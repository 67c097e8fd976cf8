package dev.slipway.events.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Entry;
import dev.slipway.events.EventFormat;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every single line of an export can be damaged or forged, and each time it shows. */
class ExportVerifierTest {
    private static final Instant BEGIN = Instant.parse("2026-11-25T10:00:00Z");
    private static final AppName APP = new AppName("shop-api");

    private final NoteSigner signer = signer();
    private final TreeMap<String, List<Link>> chains = new TreeMap<>();
    private final TreeMap<String, Long> found = new TreeMap<>();
    private final List<List<Leaf>> leaves = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<byte[]> edges = new ArrayList<>();
    private final MerkleEdge edge = new MerkleEdge();
    private final List<String> lines;

    ExportVerifierTest() throws IOException {
        enter("dev", "prod");
        sign();
        enter("dev");
        enter("dev", "qa");
        sign();
        enter("prod");
        lines = export();
    }

    private static NoteSigner signer() {
        try {
            return NoteSigner.of("slipway", NoteSigner.newKey());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    private void enter(String... environments) {
        for (String environment : environments) {
            EnvironmentName name = new EnvironmentName(environment);
            Subject subject = Subject.of(new AppEnvironment(APP, name));
            List<Link> chain = chains.computeIfAbsent(subject.key(), _ -> new ArrayList<>());
            byte[] previous =
                    chain.isEmpty() ? Sha256.beforeFirst() : chain.getLast().hash();
            byte[] bytes = EventFormat.write(new Entry(
                    UUID.randomUUID(),
                    subject,
                    chain.size() + 1L,
                    Role.CONSOLE,
                    "mona",
                    null,
                    new Fact.HoldPlaced(APP, name, "because \u00e4\ud83d\ude80"),
                    UUID.randomUUID(),
                    List.of(),
                    null,
                    BEGIN,
                    HexFormat.of().formatHex(previous)));
            chain.add(new Link(subject.key(), chain.size() + 1L, bytes, previous, Sha256.of(previous, bytes)));
        }
    }

    private void sign() {
        List<Leaf> grown = new ArrayList<>();
        chains.forEach((key, chain) -> {
            if (found.getOrDefault(key, 0L) < chain.size()) {
                Leaf leaf = new Leaf(
                        notes.size() + 1L,
                        edge.size(),
                        key,
                        chain.size(),
                        chain.getLast().hash());
                edge.add(leaf.merkleHash());
                grown.add(leaf);
                found.put(key, (long) chain.size());
            }
        });
        leaves.add(grown);
        Checkpoint next = new Checkpoint(
                "slipway",
                notes.size() + 1L,
                edge.size(),
                edge.root(),
                notes.isEmpty() ? Sha256.beforeFirst() : parsed(notes.size()).hash(),
                chains.size(),
                chains.values().stream().mapToLong(List::size).sum(),
                BEGIN.plusSeconds(notes.size()));
        notes.add(signer.note(next.text()));
        edges.add(edge.bytes());
    }

    private Checkpoint parsed(int number) {
        try {
            return Checkpoint.parse(SignedNote.parse(notes.get(number - 1)).text());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> export() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(out, BEGIN, signer.key().toString());
        for (int i = 0; i < notes.size(); i++) {
            writer.checkpoint(i + 1L, notes.get(i), edges.get(i));
            for (Leaf leaf : leaves.get(i)) {
                writer.leaf(leaf);
            }
        }
        for (List<Link> chain : chains.values()) {
            writer.subject(
                    chain.getFirst().subject(), chain.size(), chain.getLast().hash());
            for (Link link : chain) {
                writer.entry(link);
            }
        }
        writer.end();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Verification verify(List<String> all) throws IOException {
        return verify(all, null);
    }

    private Verification verify(List<String> all, @Nullable Checkpoint kept) throws IOException {
        byte[] bytes = text(all).getBytes(StandardCharsets.UTF_8);
        return ExportVerifier.verify(new ByteArrayInputStream(bytes), List.of(signer.key()), kept);
    }

    private static String text(List<String> all) {
        return String.join("\n", all) + "\n";
    }

    /** With a last line that fits again, as a forger would have it. */
    private static List<String> ended(List<String> all) {
        List<String> before = all.subList(0, all.size() - 1);
        List<String> whole = new ArrayList<>(before);
        whole.add("{\"end\":%d,\"sha256\":\"%s\"}".formatted(before.size(), Sha256.hex(text(before))));
        return whole;
    }

    @Test
    void holdsAsItWasWritten() throws IOException {
        Verification report = verify(lines);

        assertThat(report.problems()).isEmpty();
        assertThat(report.subjects()).isEqualTo(3);
        assertThat(report.entries()).isEqualTo(6);
        assertThat(report.checkpoints()).isEqualTo(2);
        assertThat(report.uncovered()).isEqualTo(1);
        assertThat(report.cannotShow()).noneMatch(sentence -> sentence.contains("key in the export itself"));
        assertThat(verify(ended(lines)).problems()).isEmpty();
    }

    @Test
    void saysThatItHadToBelieveItsOwnKey() throws IOException {
        byte[] bytes = text(lines).getBytes(StandardCharsets.UTF_8);

        Verification report = ExportVerifier.verify(new ByteArrayInputStream(bytes), List.of(), null);

        assertThat(report.problems()).isEmpty();
        assertThat(report.cannotShow()).anyMatch(sentence -> sentence.contains("key in the export itself"));
    }

    @Test
    void doesNotBelieveAnotherKey() throws IOException {
        byte[] bytes = text(lines).getBytes(StandardCharsets.UTF_8);

        Verification report = ExportVerifier.verify(new ByteArrayInputStream(bytes), List.of(signer().key()), null);

        assertThat(report.problems()).hasSize(2).allMatch(problem -> problem.contains("is not signed by a key"));
    }

    /** Whether a problem says where this line is, or was: at it or one beside it, or what it is about. */
    private Predicate<String> names(int index) {
        List<String> places = new ArrayList<>();
        for (int line = index; line <= index + 2; line++) {
            places.add("line %d: ".formatted(line));
        }
        places.addAll(rows(lines.get(index), lines.subList(0, index + 1)));
        return problem -> places.stream().anyMatch(problem::contains);
    }

    private static List<String> rows(String line, List<String> toIt) {
        if (line.startsWith("{\"checkpoint\"") || line.startsWith("{\"head\"")) {
            long number = toIt.stream()
                    .filter(one -> one.startsWith("{\"checkpoint\""))
                    .count();
            return List.of("checkpoint %d ".formatted(number));
        }
        String subject = toIt.stream()
                .filter(one -> one.startsWith("{\"subject\""))
                .reduce("", (_, one) -> one.split("\"", 5)[3]);
        String head = "subject %s has its head at".formatted(subject);
        return line.startsWith("{\"entry\"")
                ? List.of(head, "entry %s/%s ".formatted(subject, line.split("[:,]", 3)[1]))
                : List.of(head);
    }

    private boolean entries(int one, int other) {
        return lines.get(one).startsWith("{\"entry\"") && lines.get(other).startsWith("{\"entry\"");
    }

    @Test
    void anyLineThatIsRemovedShowsWhereItWas() throws IOException {
        for (int i = 0; i < lines.size() - 1; i++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(i);

            assertThat(verify(fewer).problems())
                    .as("without " + lines.get(i))
                    .anyMatch(names(i))
                    .anyMatch(problem -> problem.startsWith("line %d: the last line says".formatted(fewer.size())));
            assertThat(verify(ended(fewer)).problems())
                    .as("without %s, and a last line that fits", lines.get(i))
                    .anyMatch(names(i));
        }
    }

    @Test
    void anyTwoLinesThatAreSwappedShowWhereOneIsAndEntriesWhereBothAre() throws IOException {
        for (int i = 0; i < lines.size() - 2; i++) {
            for (int j = i + 1; j < lines.size() - 1; j++) {
                List<String> swapped = new ArrayList<>(lines);
                swapped.set(i, lines.get(j));
                swapped.set(j, lines.get(i));

                assertThat(verify(ended(swapped)).problems())
                        .as("%s for %s", lines.get(i), lines.get(j))
                        .anyMatch(entries(i, j) ? names(i) : names(i).or(names(j)))
                        .anyMatch(entries(i, j) ? names(j) : names(i).or(names(j)));
            }
        }
    }

    @Test
    void anyLineThatStandsTwiceShowsWithItsPlace() throws IOException {
        for (int i = 0; i < lines.size() - 1; i++) {
            List<String> more = new ArrayList<>(lines);
            more.add(i, lines.get(i));

            assertThat(verify(ended(more)).problems())
                    .as("twice " + lines.get(i))
                    .anyMatch(names(i));
        }
    }

    /** Of the first line only the format counts: the key was given, and when it was written proves nothing. */
    @Test
    void anyAlteredCharacterShowsWithItsLine() throws IOException {
        Random random = new Random(7);
        for (int i = 1; i < lines.size() - 1; i++) {
            for (int round = 0; round < 40; round++) {
                String line = lines.get(i);
                int at = random.nextInt(line.length());
                char other = line.charAt(at) == '7' ? '8' : '7';
                List<String> altered = new ArrayList<>(lines);
                altered.set(i, line.substring(0, at) + other + line.substring(at + 1));

                assertThat(verify(ended(altered)).problems())
                        .as("%s instead of %s at %d", altered.get(i), line, at)
                        .anyMatch(names(i));
            }
        }
    }

    @Test
    void namesTheLineOfAnAlteredEntry() throws IOException {
        List<String> altered = new ArrayList<>(lines);
        int entry = index("\"entry\":2");
        altered.set(entry, altered.get(entry).replace("because", "perhaps"));

        assertThat(verify(altered).problems())
                .contains("line %d: entry shop-api/dev/2 was altered: its hash is not that of its bytes"
                        .formatted(entry + 1))
                .anyMatch(problem -> problem.contains("the lines before this one are not those that were written"));
    }

    @Test
    void saysWhereItBreaksOff() throws IOException {
        for (int kept = 0; kept < lines.size(); kept++) {
            assertThat(verify(lines.subList(0, kept)).problems())
                    .anyMatch(problem -> problem.startsWith("the export breaks off after line"));
        }
        String whole = text(lines);
        byte[] half = whole.substring(0, whole.length() / 2).getBytes(StandardCharsets.UTF_8);
        assertThat(ExportVerifier.verify(new ByteArrayInputStream(half), List.of(signer.key()), null)
                        .problems())
                .anyMatch(problem -> problem.contains("not readable"))
                .anyMatch(problem -> problem.startsWith("the export breaks off after line"));
    }

    @Test
    void anythingElseIsNoExport() throws IOException {
        for (String content : List.of("", "\n", "nonsense", "{}", "[1]", "{\"export\":\"other/9\"}", "\0\0\0")) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

            assertThat(ExportVerifier.verify(new ByteArrayInputStream(bytes), List.of(), null)
                            .holds())
                    .as(content)
                    .isFalse();
        }
        byte[] long1 = new byte[3 * 1024 * 1024];
        Arrays.fill(long1, (byte) 'x');
        assertThat(ExportVerifier.verify(new ByteArrayInputStream(long1), List.of(), null)
                        .holds())
                .isFalse();
    }

    @Test
    void comparesWithACheckpointThatWasKept() throws IOException {
        Checkpoint kept = parsed(2);
        List<String> older = new ArrayList<>(lines);
        older.subList(index("\"checkpoint\":2"), index("\"subject\"")).clear();

        assertThat(verify(lines, kept).problems()).isEmpty();
        assertThat(verify(lines, kept).cannotShow()).noneMatch(sentence -> sentence.contains("kept elsewhere:"));
        assertThat(verify(ended(older)).problems()).isEmpty();
        assertThat(verify(ended(older), kept).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("the newest one here is 1"));
    }

    /** What is no text is told in base64, so that a verifier sees the very bytes. */
    @Test
    void keepsBytesThatAreNoText() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(out, BEGIN, signer.key().toString());
        byte[] bytes = {(byte) 0xff, 0, 1};
        byte[] hash = Sha256.of(Sha256.beforeFirst(), bytes);
        writer.subject("shop-api/dev", 1, hash);
        writer.entry(new Link("shop-api/dev", 1, bytes, Sha256.beforeFirst(), hash));
        writer.end();

        assertThat(verify(out.toString(StandardCharsets.UTF_8).lines().toList()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("line 3: entry shop-api/dev/1 does not read back"));
    }

    private int index(String part) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i;
            }
        }
        throw new AssertionError("no line has " + part);
    }
}
