package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployer and a real registry that wants a login. */
class RegistryLoginIT {
    static {
        System.setProperty("org.jboss.logging.provider", "jdk"); // where a test can listen
    }

    @TempDir
    Path folder;

    @Test
    void pullsWithTheLoginItWasGiven() throws Exception {
        try (Knobs knobs = Knobs.open(folder, Knobs.LOGIN.password())) {
            Digest digest = forgotten(knobs);
            knobs.promote(digest);

            knobs.awaitState(digest, State.SUCCEEDED);
        }
    }

    @Test
    void saysWhatToDoAboutAWrongLoginAndNeverWhatItWas() throws Exception {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler ear = ear(logged);
        Logger.getLogger("").addHandler(ear);
        try (Knobs knobs = Knobs.open(folder, "hunter2hunter2")) {
            Digest digest = forgotten(knobs);
            knobs.promote(digest);

            knobs.awaitState(digest, State.ABORTED);

            String told = knobs.ledger.events(Subject.of(digest)).stream()
                    .map(event -> event.fact())
                    .filter(Fact.DeploymentFailed.class::isInstance)
                    .toList()
                    .toString();
            assertThat(told).contains("give a login for this registry, or check the one given");
            String secret = Base64.getEncoder().encodeToString("ci:hunter2hunter2".getBytes(StandardCharsets.UTF_8));
            for (String text : List.of(told, logged.toString())) {
                assertThat(text).doesNotContain("hunter2hunter2", secret);
            }
            assertThat(logged).as("what was listened to").isNotEmpty();
        } finally {
            Logger.getLogger("").removeHandler(ear);
        }
    }

    @Test
    void doesNotStartWithAFileThatCannotBeUsed() throws Exception {
        Path file =
                Files.writeString(folder.resolve("config.json"), "{\"auths\":{\"r.example\":{\"auth\":\"hunter2\"}}}");

        assertThatThrownBy(() -> new Logins(Knobs.settings(folder, file)))
                .hasMessageContaining("slipway.deployer.docker-config cannot be used")
                .hasMessageContaining("r.example")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "haproxy:lts, docker.io",
        "library/haproxy, docker.io",
        "registry.example.com/team/app, registry.example.com",
        "localhost/app, localhost",
        "127.0.0.1:5000/slipway/app, 127.0.0.1:5000"
    })
    void readsTheRegistryFromAnImagesNameAsEnginesDo(String image, String registry) {
        assertThat(Logins.registry(image)).isEqualTo(registry);
    }

    /** Pushed, and not in the engine any more: it has to be pulled. */
    private static Digest forgotten(Knobs knobs) throws Exception {
        Digest digest = knobs.packaged("version=" + knobs.place);
        knobs.forget(digest);
        return digest;
    }

    private static Handler ear(Queue<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage() + " " + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
