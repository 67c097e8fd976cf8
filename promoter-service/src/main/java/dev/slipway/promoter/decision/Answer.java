package dev.slipway.promoter.decision;

import dev.slipway.events.Fact.GateAnswer;
import dev.slipway.lifecycle.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one gate says.
 *
 * @param because a sentence for a person
 * @param evidence what it rests on: entries as {@code subject#seq}, kept bodies as their SHA-256
 */
public record Answer(String gate, Verdict verdict, String because, List<String> evidence) {
    /** Bytes of a sentence in an event, which has to hold those of all gates in 16 KiB. */
    private static final int MOST_TOLD = 1_000;

    public Answer {
        evidence = List.copyOf(evidence);
    }

    static Answer of(String gate, Verdict verdict, String because, String... evidence) {
        return new Answer(gate, verdict, because, List.of(evidence));
    }

    /** As it goes out in the event; the evidence is kept with the decision. */
    public GateAnswer told() {
        return new GateAnswer(gate, verdict, shortened(because));
    }

    private static String shortened(String text) {
        if (length(text) <= MOST_TOLD) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int character : text.codePoints().toArray()) {
            String one = Character.toString(character);
            bytes += length(one);
            if (bytes > MOST_TOLD) {
                break;
            }
            kept.append(one);
        }
        return kept.append('…').toString();
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
