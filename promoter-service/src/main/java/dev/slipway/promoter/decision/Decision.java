package dev.slipway.promoter.decision;

import dev.slipway.lifecycle.Verdict;
import java.util.List;

/** The answer, with that of each gate. */
public record Decision(Verdict verdict, List<Answer> gates) {
    public Decision {
        gates = List.copyOf(gates);
    }

    /** The worst answer counts: a no is a no, and what is not known is not a yes. */
    static Decision of(List<Answer> gates) {
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE)) {
            if (gates.stream().anyMatch(gate -> gate.verdict() == verdict)) {
                return new Decision(verdict, gates);
            }
        }
        return new Decision(Verdict.PASS, gates);
    }
}
