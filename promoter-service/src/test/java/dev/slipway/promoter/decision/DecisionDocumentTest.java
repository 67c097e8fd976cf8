package dev.slipway.promoter.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DecisionDocumentTest {
    /** As the first release kept it. */
    private static final String FIRST_FORM = """
            {"version":1,"policy":{"name":"prod","after":["dev"],"auto":true,"tests":"REQUIRED","scan":{"max":{"CRITICAL":0},\
            "unchecked":false}},"policySha256":"%s","facts":{"app":"shop","digest":"sha256:%s","entries":7,\
            "at":"2026-11-24T12:00:00Z","published":true,"tests":[],"deployed":{}},"verdict":"INCONCLUSIVE","gates":[]}\
            """.formatted("c".repeat(64), "a".repeat(64));

    @Test
    void followsAgainFromItsOwnFactsByteForByte() throws DecisionDocument.NotReplayable {
        var given = new Samples.Given();
        given.veto = new Facts.Veto("\"no\" – ✗", "ada", "e#9");
        byte[] kept = DecisionDocument.decide(Samples.STRICT, "c".repeat(64), given.facts())
                .bytes();

        assertThat(DecisionDocument.replay(kept)).isEqualTo(kept);
    }

    @Test
    void doesNotFollowWhenItsVerdictWasChanged() throws DecisionDocument.NotReplayable {
        var given = new Samples.Given();
        given.tests.clear();
        byte[] kept = DecisionDocument.decide(Samples.PROD, "c".repeat(64), given.facts())
                .bytes();
        byte[] forged = new String(kept, StandardCharsets.UTF_8)
                .replace("INCONCLUSIVE", "PASS")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(DecisionDocument.replay(forged)).isNotEqualTo(forged).isEqualTo(kept);
    }

    @Test
    void refusesToJudgeADecisionOfAnEarlierForm() {
        assertThatExceptionOfType(DecisionDocument.NotReplayable.class)
                .isThrownBy(() -> DecisionDocument.replay(FIRST_FORM.getBytes(StandardCharsets.UTF_8)))
                .withMessage("this decision has form 1, and this promoter decides by form 2: replay it with the release"
                        + " that made it");
    }

    @Test
    void saysThatNonsenseIsNoDecision() {
        assertThatExceptionOfType(DecisionDocument.NotReplayable.class)
                .isThrownBy(() -> DecisionDocument.replay(new byte[] {1, 2, 3}))
                .withMessageStartingWith("not a decision document: ");
    }
}
