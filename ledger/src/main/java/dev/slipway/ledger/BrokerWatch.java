package dev.slipway.ledger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks at a steady pace whether the broker answers, so that who asks does not wait. */
@ApplicationScoped
class BrokerWatch {
    private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
    private static final int ANSWER_MILLIS = 4_000;

    private final String bootstrapServers;
    private final Duration pace;
    private volatile @Nullable String problem = "the broker has not been asked yet";
    private @Nullable Thread loop;

    BrokerWatch(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "slipway.metrics.pace", defaultValue = "5s") Duration pace) {
        this.bootstrapServers = bootstrapServers;
        this.pace = pace;
    }

    void start(@Observes StartupEvent event) {
        loop = Thread.ofPlatform().daemon().name("broker-watch").start(this::loop);
    }

    void stop(@Observes ShutdownEvent event) {
        Thread thread = loop;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void loop() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Admin admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS))) {
                while (true) {
                    look(admin);
                    Thread.sleep(pace);
                }
            } catch (InterruptedException e) {
                return;
            } catch (KafkaException e) {
                // no client could be made: a name that does not resolve, for one
                tell(String.valueOf(e.getMessage()));
                pause();
            }
        }
    }

    private void look(Admin admin) throws InterruptedException {
        try {
            admin.describeCluster().nodes().get(ANSWER_MILLIS + 1_000, TimeUnit.MILLISECONDS);
            problem = null;
        } catch (ExecutionException e) {
            tell("%s does not answer: %s".formatted(bootstrapServers, e.getCause()));
        } catch (TimeoutException e) {
            tell("%s does not answer within %d ms".formatted(bootstrapServers, ANSWER_MILLIS));
        }
    }

    private void tell(String found) {
        if (problem == null) {
            LOG.warnf("the broker does not answer: %s", found);
        }
        problem = found;
    }

    private void pause() {
        try {
            Thread.sleep(pace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why the broker cannot be reached; null while it answers. */
    @Nullable
    String problem() {
        return problem;
    }
}
