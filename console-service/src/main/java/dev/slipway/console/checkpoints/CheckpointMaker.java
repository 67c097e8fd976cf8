package dev.slipway.console.checkpoints;

import dev.slipway.ledger.Checkpoints;
import dev.slipway.ledger.LedgerUnavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes checkpoints at a steady pace and sees to it that the newest one is published. */
@ApplicationScoped
class CheckpointMaker {
    private static final Logger LOG = Logger.getLogger(CheckpointMaker.class);
    /** After something that passes by itself. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Checkpoints checkpoints;
    private final CheckpointKeys keys;
    private final CheckpointTopic topic;
    private final CheckpointConfig config;
    private @Nullable String published;
    private @Nullable Thread loop;

    CheckpointMaker(Checkpoints checkpoints, CheckpointKeys keys, CheckpointTopic topic, CheckpointConfig config) {
        this.checkpoints = checkpoints;
        this.keys = keys;
        this.topic = topic;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Thread.ofVirtual().name("checkpoints").start(this::loop);
    }

    void stop(@Observes ShutdownEvent event) {
        Thread thread = loop;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void loop() {
        Duration soon = SOON.compareTo(config.every()) < 0 ? SOON : config.every();
        try {
            while (true) {
                Thread.sleep(round() ? config.every() : soon);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it is worth another look soon. */
    private boolean round() throws InterruptedException {
        try {
            Optional<String> made = checkpoints.make(keys.signer(), keys.believed());
            String newest = made.or(checkpoints::newest).orElse(null);
            if (newest != null && !newest.equals(published)) {
                topic.publish(keys.key().name(), newest);
                published = newest;
            }
            return true;
        } catch (Checkpoints.NotContinued e) {
            LOG.errorf("no checkpoint is made any more: %s. 'slipway ledger verify' says more", e.getMessage());
            return true;
        } catch (CheckpointTopic.NotReached e) {
            LOG.warnf("the newest checkpoint is not published yet: %s", e.getMessage());
            return false;
        } catch (LedgerUnavailable e) {
            LOG.warnf("no checkpoint was made: %s", e.getMessage());
            return false;
        }
    }
}
