package dev.slipway.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom, over the compiled classes of every module. */
class HouseRulesTest {
    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final List<Path> MODULES = modules();
    private static final JavaClasses CLASSES = new ClassFileImporter().importPaths(MODULES);

    private static List<Path> modules() {
        try (Stream<Path> folders = Files.list(PROJECT)) {
            return folders.map(folder -> folder.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rules over nothing hold. */
    @Test
    void readsEveryModule() {
        assertThat(MODULES).hasSizeGreaterThanOrEqualTo(14);
        assertThat(CLASSES.size()).isGreaterThan(500);
    }

    @Test
    void theModelKnowsNothing() {
        classes()
                .that()
                .resideInAPackage("dev.slipway.lifecycle..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.slipway.lifecycle..", "java..", "org.jspecify..")
                .because("states and moves are the one thing that every part has to agree on")
                .check(CLASSES);
    }

    @Test
    void theWireKnowsTheModelAndJson() {
        classes()
                .that()
                .resideInAPackage("dev.slipway.events..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.slipway.events..",
                        "dev.slipway.lifecycle..",
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..")
                .because("whoever reads our events needs nothing else of us")
                .check(CLASSES);
    }

    @Test
    void leavesKnowNothingOfReleases() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.slipway.registry..", "dev.slipway.engine..", "dev.slipway.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.slipway.lifecycle..", "dev.slipway.events..", "dev.slipway.ledger..", "io.quarkus..")
                .because("registries, engines and files are used by releases, not the other way round")
                .check(CLASSES);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        List<String> services = List.of("builder", "scanner", "promoter", "deployer", "console");
        for (String service : services) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.slipway.%s..".formatted(service))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(services.stream()
                            .filter(other -> !other.equals(service))
                            .map("dev.slipway.%s.."::formatted)
                            .toArray(String[]::new))
                    .because("stages are scaled, replaced and broken one by one")
                    .check(CLASSES);
        }
    }

    @Test
    void onlyTheLedgerSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.slipway.ledger..",
                        "dev.slipway.stack..",
                        "dev.slipway.demo..",
                        "dev.slipway.faults..",
                        "dev.slipway.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "jakarta.persistence..", "io.agroal..", "org.hibernate..")
                .because(
                        "what the ledger promises is kept in one place; the embedded stack only starts its server, the judge of the fault matrix believes nobody, and the benchmarks' bare loop is what the ledger is compared with")
                .check(CLASSES);
    }

    @Test
    void onlyTheContainerEngineSpeaksToEngines() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.slipway.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.github.dockerjava..")
                .because("an engine of another kind has to fit behind the same door")
                .check(CLASSES);
    }

    @Test
    void modulesDoNotGoInCircles() {
        slices().matching("dev.slipway.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void whatAClassNeedsIsHandedToIt() {
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .because("a constructor says what a class cannot do without")
                .check(CLASSES);
    }
}
