package dev.slipway.console.events;

import dev.slipway.events.EventFormat;
import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import dev.slipway.events.Topics;
import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads the lifecycle topic without a group: nothing is remembered at the broker, a reader says where it goes on. */
@ApplicationScoped
class LifecycleTopic {
    private static final int APPS_KEPT = 10_000;
    private static final int FETCH_BYTES = 256 * 1024;

    private final String bootstrapServers;
    private final Function<Digest, Optional<AppName>> apps;
    private final Map<Digest, String> known = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, String> eldest) {
            return size() > APPS_KEPT;
        }
    });

    @Inject
    LifecycleTopic(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers, Ledger ledger) {
        this(bootstrapServers, digest -> ledger.artifact(digest).map(artifact -> artifact.app()));
    }

    LifecycleTopic(String bootstrapServers, Function<Digest, Optional<AppName>> apps) {
        this.bootstrapServers = bootstrapServers;
        this.apps = apps;
    }

    /** A consumer that belongs to the caller, with nothing assigned. */
    KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        100,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        10_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** The partitions there are; none while the topic was not made. */
    static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
        return consumer.partitionsFor(Topics.LIFECYCLE).stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }

    /** Null for what is no event of ours: anybody may be able to write to a topic. */
    @Nullable
    Told told(ConsumerRecord<String, byte[]> incoming, Positions before) {
        if (incoming.value() == null) {
            return null;
        }
        try {
            LifecycleEvent event = EventFormat.read(incoming.value());
            return new Told(
                    incoming.partition(),
                    incoming.offset(),
                    before.after(incoming.partition(), incoming.offset()),
                    event,
                    app(event));
        } catch (MalformedEvent e) {
            return null;
        }
    }

    private @Nullable String app(LifecycleEvent event) {
        if (event.fact() instanceof Fact.InEnvironment in) {
            return in.app().value();
        }
        if (event.fact() instanceof Fact.ArtifactPackaged packaged) {
            return packaged.app().value();
        }
        return switch (event.subject()) {
            case Subject.OfArtifact artifact -> app(artifact.digest());
            case Subject.OfEnvironment environment -> environment.place().app().value();
            case Subject.OfBuild _ -> null;
        };
    }

    private @Nullable String app(Digest digest) {
        String app = known.get(digest);
        if (app == null) {
            app = apps.apply(digest).map(AppName::value).orElse(null);
            if (app != null) {
                known.put(digest, app);
            }
        }
        return app;
    }
}
