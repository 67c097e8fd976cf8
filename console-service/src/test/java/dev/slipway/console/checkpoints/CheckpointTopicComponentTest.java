package dev.slipway.console.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.Sha256;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteSigner;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on a real broker, to which others can write as well. */
class CheckpointTopicComponentTest {
    private final NoteSigner signer = signer();
    private final NoteSigner stranger = signer();
    private KafkaBroker broker;
    private CheckpointTopic topic;

    private static NoteSigner signer() {
        try {
            return NoteSigner.of("slipway", NoteSigner.newKey());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        List<Integer> ports = Ports.free(2);
        broker = new KafkaBroker(folder, ports.get(0), ports.get(1));
        broker.start();
        topic = new CheckpointTopic(broker.bootstrapServers());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static String text(long number) {
        return new Checkpoint(
                        "slipway",
                        number,
                        number,
                        Sha256.of(),
                        Sha256.beforeFirst(),
                        1,
                        number,
                        Instant.parse("2026-11-25T10:00:00Z"))
                .text();
    }

    @Test
    void hasNoneBeforeTheFirst() throws Exception {
        broker.createTopics(1);

        assertThat(topic.newest(List.of(signer.key()))).isEmpty();
    }

    @Test
    void findsTheNewestThatIsSignedAmongWhatOthersWrote() throws Exception {
        broker.createTopics(1);
        topic.publish("slipway", signer.note(text(1)));
        topic.publish("slipway", signer.note(text(2)));
        topic.publish("slipway", signer.note(text(1)));
        topic.publish("slipway", stranger.note(text(9)));
        topic.publish("slipway", "nonsense");

        assertThat(topic.newest(List.of(signer.key())))
                .hasValueSatisfying(newest -> assertThat(newest.number()).isEqualTo(2));
    }

    @Test
    void saysThatTheTopicWasNotMade() {
        assertThatThrownBy(() -> topic.newest(List.of(signer.key())))
                .isInstanceOf(CheckpointTopic.NotReached.class)
                .hasMessageContaining("slipway.checkpoints");
        assertThatThrownBy(() -> topic.publish("slipway", signer.note(text(1))))
                .isInstanceOf(CheckpointTopic.NotReached.class)
                .hasMessageContaining("was it made?");
    }
}
