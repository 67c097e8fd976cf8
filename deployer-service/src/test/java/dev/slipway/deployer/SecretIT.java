package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.engine.ContainerState;
import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A secret is where it is meant to be, and nowhere else. */
class SecretIT extends Deploying {
    @Test
    void keepsASecretToTheContainer() throws Exception {
        String value = "planted-%s".formatted("0b4d7a1c9e");
        Queue<String> log = logged();
        Path secret = Files.writeString(folder.resolve("secret-source"), value + "\n");
        knobs.overlay("secrets: {db-password: file:%s}\n".formatted(secret));

        Digest leaky = serving("version=1 leak=1");
        ContainerState state =
                knobs.engine.inspect(knobs.names().container(last(leaky).id())).orElseThrow();
        assertThat(knobs.engine.logs(state.id(), 10)).contains("db-password is " + value);
        Digest dies = knobs.promoted("version=2 leak=1 notready=1 exit=2");
        knobs.awaitState(dies, State.ABORTED);

        assertThat(facts(dies, Fact.DeploymentFailed.class).getFirst().logTail())
                .contains("db-password is [secret]");
        String dump = knobs.records.dump();
        Files.delete(secret);
        Digest cannot = knobs.promoted("version=3");
        knobs.awaitState(cannot, State.ABORTED);
        assertThat(last(cannot).failure()).contains("secrets: secret db-password: could not read file:" + secret);
        await().atMost(Knobs.SOON).until(() -> log.toString().contains("could not read file:" + secret));
        assertThat(log.toString()).doesNotContain(value);
        assertThat(dump).contains("file:" + secret, "hmac-sha256:").doesNotContain(value);
        assertThat(docker("inspect", state.id()))
                .contains("/run/secrets/db-password")
                .doesNotContain(value);
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(value);
            }
        }
    }

    /** What the deployer logs from now on. */
    private static Queue<String> logged() {
        Queue<String> all = new ConcurrentLinkedQueue<>();
        Logger.getLogger("").addHandler(new Handler() {
            @Override
            public void publish(LogRecord one) {
                all.add(new SimpleFormatter().format(one));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return all;
    }
}
