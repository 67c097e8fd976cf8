package dev.slipway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MovesTest {
    private static final Digest DIGEST = new Digest("sha256:" + "ab".repeat(32));
    private static final BuildId BUILD = BuildId.next();
    private static final Placement.Id PLACEMENT = new Placement.Id(AppEnvironment.parse("shop/prod"), DIGEST);
    private static final DeploymentId DEPLOYMENT = new DeploymentId(UUID.randomUUID());
    private static final Pattern CUSTOM_TYPE =
            Pattern.compile("^dev\\.cdeventsx\\.[a-zA-Z0-9]+-[a-zA-Z]+\\.[a-zA-Z]+\\.[0-9]\\.[0-9]\\.[0-9]$");

    @Test
    void everyStepTheTypesOfferIsInTheTableAndTheOtherWayRound() throws Exception {
        Set<FactType.Edge> offered = new HashSet<>();
        offered.add(edge(Build.requested(BUILD)));
        offered.add(edge(Artifact.built(DIGEST)));
        offered.add(edge(Placement.requested(PLACEMENT)));
        offered.add(edge(Deployment.queued(DEPLOYMENT)));
        for (Build.State state : Build.State.values()) {
            offered.addAll(steps(Build.in(state, BUILD)));
        }
        for (Artifact.State state : Artifact.State.values()) {
            offered.addAll(steps(Artifact.in(state, DIGEST)));
        }
        for (Placement.State state : Placement.State.values()) {
            offered.addAll(steps(Placement.in(state, PLACEMENT)));
        }
        for (Deployment.State state : Deployment.State.values()) {
            offered.addAll(steps(Deployment.in(state, DEPLOYMENT)));
        }

        Set<FactType.Edge> listed = Arrays.stream(FactType.values())
                .flatMap(type -> type.edges().stream())
                .collect(Collectors.toSet());
        assertThat(offered).isEqualTo(listed);
    }

    @Test
    void everyStateIsReachedFromNone() {
        for (Machine machine : Machine.values()) {
            Set<String> reached = new HashSet<>(Set.of(Machine.NONE));
            List<FactType.Edge> edges = Arrays.stream(FactType.values())
                    .flatMap(type -> type.edges().stream())
                    .filter(edge -> edge.machine() == machine)
                    .toList();
            while (edges.stream().anyMatch(edge -> reached.contains(edge.from()) && reached.add(edge.to()))) {
                // one more round
            }
            assertThat(reached)
                    .containsAll(Arrays.stream(machine.states().getEnumConstants())
                            .map(Enum::name)
                            .toList());
        }
    }

    @Test
    void typesAreStandardOrWellFormedCustomOnes() {
        assertThat(FactType.values())
                .extracting(FactType::wireName)
                .doesNotHaveDuplicates()
                .allSatisfy(type -> {
                    if (!type.startsWith("dev.cdevents.")) {
                        assertThat(type).matches(CUSTOM_TYPE);
                    }
                });
    }

    @Test
    void valuesSayWhatWasGivenAndWanted() {
        assertThatThrownBy(() -> new Digest("sha256:abc"))
                .hasMessageContaining("sha256:abc")
                .hasMessageContaining("64 hex");
        assertThatThrownBy(() -> new CommitId("abc1234"))
                .hasMessageContaining("abc1234")
                .hasMessageContaining("full 40");
        assertThatThrownBy(() -> new AppName("Shop")).hasMessageContaining("'Shop'");
        assertThatThrownBy(() -> AppEnvironment.parse("shop")).hasMessageContaining("<app>/<environment>");
    }

    @Test
    void subjectsLockEnvironmentsFirstAndThenDigestsInOrder() {
        Subject place = Subject.parse("shop/prod");
        Subject low = Subject.parse("sha256:" + "0a".repeat(32));
        Subject high = Subject.parse("sha256:" + "0b".repeat(32));
        Subject build = Subject.parse(BUILD.toString());

        assertThat(List.of(build, high, low, place).stream().sorted()).containsExactly(place, low, high, build);
    }

    @Test
    void identifiersMadeLaterSortLater() {
        UUID first = Uuid7.next();
        for (long then = System.currentTimeMillis(); System.currentTimeMillis() == then; ) {
            Thread.onSpinWait();
        }
        UUID second = Uuid7.next();

        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.toString()).isLessThan(second.toString());
    }

    private static Set<FactType.Edge> steps(Object state) throws Exception {
        Set<FactType.Edge> steps = new HashSet<>();
        for (Method method : state.getClass().getDeclaredMethods()) {
            if (method.getReturnType() == Step.class && method.getParameterCount() == 0) {
                steps.add(edge((Step) method.invoke(state)));
            }
        }
        return steps;
    }

    private static FactType.Edge edge(Step step) {
        return new FactType.Edge(step.machine(), step.from(), step.to());
    }
}
