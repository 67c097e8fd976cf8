package dev.slipway.promoter.decision;

import static dev.slipway.promoter.decision.Samples.NOW;
import static dev.slipway.promoter.decision.Samples.STRICT;
import static dev.slipway.promoter.decision.Samples.approval;
import static dev.slipway.promoter.decision.Samples.finding;
import static dev.slipway.promoter.decision.Samples.waiver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.lifecycle.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every decision, tried on facts made by chance; the seed is the number of the run. */
class DecisionPropertiesTest {
    private static final int RUNS = 1_000;

    static Stream<Consumer<Samples.Given>> required() {
        return Stream.of(
                given -> given.published = false,
                given -> given.tests.clear(),
                given -> given.scanned = false,
                given -> given.secrets = null,
                given -> given.deployed.clear(),
                given -> given.approvals.clear(),
                given -> given.source = new Facts.Source(given.source.people(), false));
    }

    @ParameterizedTest
    @MethodSource("required")
    void isNeverAYesWithoutARequiredFact(Consumer<Samples.Given> taken) {
        int yes = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            var given = random(new Random(seed));
            yes += verdict(given) == Verdict.PASS ? 1 : 0;

            taken.accept(given);

            assertThat(verdict(given)).as("seed %d", seed).isNotEqualTo(Verdict.PASS);
        }
        assertThat(yes).as("runs that were a yes before").isGreaterThan(20);
    }

    static Stream<Consumer<Samples.Given>> passing() {
        return Stream.of(
                given -> given.tests.add(new Facts.Test("more", Verdict.PASS, null, "e#20")),
                given -> given.approvals.add(approval("henrietta", ApprovalDecision.APPROVED)),
                given -> given.deployed.put("test", new Facts.Deployed(NOW, "e#21")),
                given -> given.waivers.add(waiver("CVE-3", null)),
                given -> given.published = true);
    }

    @ParameterizedTest
    @MethodSource("passing")
    void isNeverWorseForAFurtherPassingFact(Consumer<Samples.Given> added) {
        for (int seed = 0; seed < RUNS; seed++) {
            var given = random(new Random(seed));
            Verdict before = verdict(given);

            added.accept(given);

            if (before == Verdict.PASS) {
                assertThat(verdict(given)).as("seed %d", seed).isEqualTo(Verdict.PASS);
            }
        }
    }

    static Stream<Function<Integer, Consumer<Samples.Given>>> failing() {
        return Stream.of(
                _ -> given -> given.veto = new Facts.Veto("no", "ada", "e#30"),
                seed -> given -> given.tests.add(new Facts.Test("t" + seed, Verdict.FAIL, "x", "e#31")),
                _ -> given -> given.approvals.add(approval("zoe", ApprovalDecision.REJECTED)),
                _ -> given -> given.opened.add(finding("CVE-77", "CRITICAL", "2")),
                _ -> given -> given.frozen.add(new Facts.Frozen("0 0 * * *", "UTC", NOW.plusSeconds(1))),
                _ -> given -> given.restrictions.add(
                        new Facts.Restriction(Facts.Restriction.Kind.HOLD, "x", "ada", NOW, null, "p#1")));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void isNeverAYesWithAFactAgainstIt(Function<Integer, Consumer<Samples.Given>> against) {
        for (int seed = 0; seed < RUNS; seed++) {
            var given = random(new Random(seed));

            against.apply(seed).accept(given);

            assertThat(verdict(given)).as("seed %d", seed).isNotEqualTo(Verdict.PASS);
        }
    }

    @Test
    void doesNotDependOnTheOrderOfFactsAndFollowsAgainByteForByte() throws DecisionDocument.NotReplayable {
        for (int seed = 0; seed < RUNS; seed++) {
            var random = new Random(seed);
            var given = random(random);
            byte[] kept = bytes(given);

            Stream.of(given.tests, given.approvals, given.opened, given.waivers, given.restrictions, given.frozen)
                    .forEach(list -> Collections.shuffle(list, random));
            if (given.findings != null) {
                given.findings = new ArrayList<>(given.findings);
                Collections.shuffle(given.findings, random);
            }

            assertThat(bytes(given)).as("seed %d", seed).isEqualTo(kept);
            assertThat(DecisionDocument.replay(kept)).as("seed %d", seed).isEqualTo(kept);
        }
    }

    /** When only time goes by, no answer changes before the time that the decision named. */
    @Test
    void changesNothingBeforeTheNextLook() {
        int named = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            var given = random(new Random(seed));
            var next = NextLook.after(STRICT, given.facts());
            var verdicts = verdicts(given);

            given.at = next.map(time -> time.minusNanos(1)).orElse(NOW.plus(Duration.ofDays(365)));
            named += next.isPresent() ? 1 : 0;

            assertThat(verdicts(given)).as("seed %d", seed).isEqualTo(verdicts);
        }
        assertThat(named).isGreaterThan(20);
    }

    private static Verdict verdict(Samples.Given given) {
        return Gates.decide(STRICT, given.facts()).verdict();
    }

    private static List<Verdict> verdicts(Samples.Given given) {
        return Gates.decide(STRICT, given.facts()).gates().stream()
                .map(Answer::verdict)
                .toList();
    }

    private static byte[] bytes(Samples.Given given) {
        return DecisionDocument.decide(STRICT, "d".repeat(64), given.facts()).bytes();
    }

    /** Mostly good, with something amiss in a good part of the runs. */
    private static Samples.Given random(Random random) {
        var given = new Samples.Given();
        given.counts = Map.of();
        given.scannedAt = NOW.minusSeconds(random.nextInt(100_000));
        given.deployed.put("dev", new Facts.Deployed(NOW.minusSeconds(random.nextInt(3_000)), "e#6"));
        if (random.nextInt(3) > 0) {
            given.findings = new ArrayList<>(IntStream.range(0, random.nextInt(5))
                    .mapToObj(i -> finding(
                            "CVE-" + i,
                            random.nextInt(9) == 0 ? "CRITICAL" : "LOW",
                            random.nextBoolean() ? "1.1" : null))
                    .toList());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            given.waivers.add(waiver("CVE-" + i, NOW.plusSeconds(random.nextInt(200) - 100)));
            given.tests.add(new Facts.Test("t" + i, Verdict.PASS, null, "e#1" + i));
        }
        if (random.nextInt(4) == 0) {
            given.restrictions.add(new Facts.Restriction(
                    Facts.Restriction.Kind.FREEZE, "x", "ada", NOW, NOW.plusSeconds(random.nextInt(200) - 100), "p#3"));
        }
        if (random.nextInt(5) == 0) {
            given.approvals.removeLast();
        }
        return given;
    }
}
