package dev.slipway.promoter.decision;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.slipway.events.Json;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.Condition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operators' own condition over the facts, as JSON has them. */
final class ExpressionGate {
    private static final String GATE = "expression";
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private ExpressionGate() {}

    static Optional<Answer> ask(@Nullable String expression, Facts facts) {
        return expression == null ? Optional.empty() : Optional.of(answer(expression, facts));
    }

    private static Answer answer(String expression, Facts facts) {
        try {
            return Condition.parse(expression).holds(members(facts))
                    ? Answer.of(GATE, Verdict.PASS, "holds: " + expression)
                    : Answer.of(GATE, Verdict.FAIL, "does not hold: " + expression);
        } catch (Condition.Malformed | Condition.NoAnswer e) {
            return Answer.of(GATE, Verdict.ERROR, "no answer from %s (%s)".formatted(expression, e.getMessage()));
        }
    }

    private static Map<String, Object> members(Facts facts) {
        Map<String, Object> members = new LinkedHashMap<>();
        Json.MAPPER.convertValue(facts, MEMBERS).forEach((name, value) -> members.put(name, widened(value)));
        return members;
    }

    /** The language knows whole numbers of 64 bits only. */
    private static Object widened(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case List<?> list -> list.stream().map(ExpressionGate::widened).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> wide = new LinkedHashMap<>();
                map.forEach((key, one) -> wide.put(key, widened(one)));
                yield wide;
            }
            default -> value;
        };
    }
}
