package dev.slipway.events.chain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A text with signatures below it, as C2SP describes signed notes: the text, an empty line, and lines of an em dash, the
 * key's name and base64 of key id and signature.
 */
public final class SignedNote {
    static final String MARK = "\u2014 ";
    private static final int MOST_SIGNATURES = 100;

    private final String text;
    private final List<Line> signatures;

    private record Line(String name, byte[] id, byte[] signature) {}

    private SignedNote(String text, List<Line> signatures) {
        this.text = text;
        this.signatures = signatures;
    }

    public static SignedNote parse(String note) throws MalformedCheckpoint {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new MalformedCheckpoint(
                    "not a signed note (expected a text, an empty line, and lines that begin with an em dash)");
        }
        List<Line> lines = new ArrayList<>();
        for (String line : note.substring(end + 2).lines().toList()) {
            lines.add(line(line));
        }
        if (lines.isEmpty() || lines.size() > MOST_SIGNATURES) {
            throw new MalformedCheckpoint(
                    "a note with %d signatures (expected 1 to %d)".formatted(lines.size(), MOST_SIGNATURES));
        }
        return new SignedNote(note.substring(0, end + 1), lines);
    }

    private static Line line(String line) throws MalformedCheckpoint {
        String[] parts = line.split(" ", -1);
        try {
            byte[] all = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
            if (!line.startsWith(MARK) || all.length <= NoteKey.ID_BYTES) {
                throw new MalformedCheckpoint("a line below the note that is no signature: '%s'".formatted(line));
            }
            return new Line(
                    parts[1],
                    Arrays.copyOf(all, NoteKey.ID_BYTES),
                    Arrays.copyOfRange(all, NoteKey.ID_BYTES, all.length));
        } catch (IllegalArgumentException e) {
            throw new MalformedCheckpoint("a signature that is not base64: '%s'".formatted(line), e);
        }
    }

    /** What is signed, with its last line feed. */
    public String text() {
        return text;
    }

    /** Whether one of these keys has signed it. Signatures of other keys count for nothing. */
    public boolean isSignedBy(Collection<NoteKey> keys) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return keys.stream()
                .anyMatch(key -> signatures.stream()
                        .filter(line -> line.name().equals(key.name()) && Arrays.equals(line.id(), key.id()))
                        .anyMatch(line -> key.verifies(bytes, line.signature())));
    }

    /** The names of those who are said to have signed it. */
    public List<String> signers() {
        return signatures.stream().map(Line::name).toList();
    }
}
