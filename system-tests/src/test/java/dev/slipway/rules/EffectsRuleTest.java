package dev.slipway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.ledger.Failpoint;
import dev.slipway.registry.ImageCopy;
import dev.slipway.registry.RegistryClient;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The fault matrix kills a service at every failpoint: so whatever changes an engine or a registry needs one beside it. */
class EffectsRuleTest {
    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importPaths(List.of("builder", "scanner", "promoter", "deployer").stream()
                    .map(service -> PROJECT.resolve(service + "-service/target/classes"))
                    .toList());

    /** Who changes something outside. */
    private static final Set<String> HANDS =
            Set.of(ContainerEngine.class.getName(), RegistryClient.class.getName(), ImageCopy.class.getName());

    /** What they can do without changing anything; a method that is new counts as one that does. */
    private static final Set<String> LOOKS = Set.of(
            "ping",
            "image",
            "imageRepoDigests",
            "hasImage",
            "imageNames",
            "inspect",
            "list",
            "logs",
            "logsSince",
            "connect",
            "close",
            "manifest",
            "resolve",
            "tags",
            "blobExists",
            "blob",
            "referrers");

    /** Those without one, and why. */
    private static final Map<String, String> WITHOUT =
            Map.of("Workbench.clear", "removes what an attempt before left, as the next attempt does again");

    private static boolean changes(JavaMethodCall call) {
        return HANDS.contains(call.getTargetOwner().getName())
                && !LOOKS.contains(call.getTarget().getName());
    }

    private static boolean hits(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Failpoint.class));
    }

    /** It comes by a failpoint itself, or whoever calls it does, whichever way. */
    private static boolean covered(JavaCodeUnit unit, Set<JavaCodeUnit> seen) {
        if (hits(unit) || !seen.add(unit)) {
            return true;
        }
        Set<JavaCodeUnit> callers = unit.getAccessesToSelf().stream()
                .map(access -> access.getOrigin())
                .collect(Collectors.toSet());
        return !callers.isEmpty() && callers.stream().allMatch(caller -> covered(caller, seen));
    }

    private static String name(JavaCodeUnit unit) {
        return unit.getOwner().getSimpleName() + "." + unit.getName();
    }

    @Test
    void whateverChangesAnEngineOrARegistryComesByAFailpoint() {
        Set<String> effects = new TreeSet<>();
        Set<String> bare = new TreeSet<>();
        CLASSES.stream()
                .flatMap(one -> one.getCodeUnits().stream())
                .filter(unit -> unit.getMethodCallsFromSelf().stream().anyMatch(EffectsRuleTest::changes))
                .forEach(unit -> {
                    effects.add(name(unit));
                    if (!covered(unit, new HashSet<>())) {
                        bare.add(name(unit));
                    }
                });

        assertThat(effects).as("a rule over nothing holds").hasSizeGreaterThan(10);
        assertThat(bare).as("without a failpoint: no kill stops there").isEqualTo(WITHOUT.keySet());
    }
}
