package dev.slipway.promoter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConditionTest {
    @Test
    void endsAConditionThatTakesTooManySteps() throws Condition.Malformed {
        List<Long> many = LongStream.range(0, 1_000).boxed().toList();
        Map<String, Object> facts = Map.of("tests", many);

        var once = Condition.parse("tests.all(a, a >= 0)");
        var thrice = Condition.parse("tests.all(a, tests.all(b, tests.all(c, a + b + c >= 0)))");

        assertThat(holds(once, facts)).isTrue();
        assertThatExceptionOfType(Condition.NoAnswer.class).isThrownBy(() -> thrice.holds(facts));
    }

    @Test
    void takesWhatIsNotThereForAnErrorUnlessAskedFor() throws Condition.Malformed {
        Map<String, Object> facts = Map.of("scan", Map.of("packages", 3L));

        assertThat(holds(Condition.parse("has(scan.secrets) || scan.packages == 3"), facts))
                .isTrue();
        assertThatExceptionOfType(Condition.NoAnswer.class)
                .isThrownBy(() -> Condition.parse("scan.secrets == 3").holds(facts))
                .withMessageContaining("secrets");
        assertThatExceptionOfType(Condition.NoAnswer.class)
                .isThrownBy(() -> Condition.parse("published").holds(facts));
    }

    @Test
    void refusesATextThatIsTooLong() {
        assertThatExceptionOfType(Condition.Malformed.class)
                .isThrownBy(() -> Condition.parse("true || " + "false || ".repeat(1_000) + "true"));
    }

    private static boolean holds(Condition condition, Map<String, Object> facts) {
        try {
            return condition.holds(facts);
        } catch (Condition.NoAnswer e) {
            throw new AssertionError(e);
        }
    }
}
