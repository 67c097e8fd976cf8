package dev.slipway.deployer;

import dev.slipway.events.Fact;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A deployer at work in a place of each test's own; tests that wait do so side by side. */
@Execution(ExecutionMode.CONCURRENT)
abstract class Deploying {
    static {
        System.setProperty("org.jboss.logging.provider", "jdk"); // where a test can listen
    }

    @TempDir
    Path folder;

    Knobs knobs;

    @BeforeEach
    void open() throws Exception {
        knobs = Knobs.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        if (knobs != null) {
            knobs.close();
        }
    }

    Digest serving(String config) throws IOException {
        Digest digest = knobs.promoted(config);
        knobs.awaitState(digest, State.SUCCEEDED);
        return digest;
    }

    Placement.State placement(Digest digest) {
        return knobs.ledger
                .placement(new Placement.Id(knobs.place, digest))
                .orElseThrow()
                .state();
    }

    <T extends Fact> List<T> facts(Subject subject, Class<T> type) {
        return knobs.ledger.events(subject).stream()
                .map(event -> event.fact())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    <T extends Fact> List<T> facts(Digest digest, Class<T> type) {
        return facts(Subject.of(digest), type);
    }

    void ask(Digest digest, Fact fact) {
        Subject subject = Subject.of(digest);
        knobs.write(Role.CONSOLE, subject, tx -> tx.append(subject, fact));
    }

    DeploymentView last(Digest digest) {
        return knobs.ledger.deployments(digest).getLast();
    }

    void freeze() {
        Subject place = Subject.of(knobs.place);
        knobs.write(
                Role.CONSOLE,
                place,
                tx -> tx.append(
                        place, new Fact.FreezeOpened(knobs.place.app(), knobs.place.environment(), "holidays", null)));
    }

    static String docker(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process docker = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
