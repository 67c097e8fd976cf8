package dev.slipway.promoter.decision;

import dev.slipway.events.Fact.GateAnswer;
import dev.slipway.events.Json;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision with all it rests on, as kept for ever: whoever has it can decide again and must come to the same bytes.
 *
 * @param version of this form
 * @param policySha256 of the whole file that {@code policy} was read from
 */
public record DecisionDocument(
        int version, EnvironmentPolicy policy, String policySha256, Facts facts, Verdict verdict, List<Answer> gates) {
    public static final String KIND = "decision";
    public static final String MEDIA_TYPE = "application/json";
    private static final int CURRENT = 2;

    public static DecisionDocument decide(EnvironmentPolicy policy, String policySha256, Facts facts) {
        Decision decision = Gates.decide(policy, facts);
        return new DecisionDocument(CURRENT, policy, policySha256, facts, decision.verdict(), decision.gates());
    }

    public byte[] bytes() {
        return Json.text(this).getBytes(StandardCharsets.UTF_8);
    }

    /** The answers as they go out. */
    public List<GateAnswer> told() {
        return gates.stream().map(Answer::told).toList();
    }

    /** A kept decision that this version cannot make again; the message says why and what to do. */
    public static final class NotReplayable extends Exception {
        NotReplayable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Decides again from a kept decision's own policy and facts; equal bytes mean that it follows from them. */
    public static byte[] replay(byte[] kept) throws NotReplayable {
        try {
            int version = Json.MAPPER.readTree(kept).path("version").asInt();
            if (version != CURRENT) {
                throw new NotReplayable(
                        "this decision has form %d, and this promoter decides by form %d: replay it with the release that made it"
                                .formatted(version, CURRENT),
                        null);
            }
            DecisionDocument document = Json.MAPPER.readValue(kept, DecisionDocument.class);
            return decide(document.policy(), document.policySha256(), document.facts())
                    .bytes();
        } catch (IOException e) {
            throw new NotReplayable("not a decision document: " + e.getMessage(), e);
        }
    }
}
