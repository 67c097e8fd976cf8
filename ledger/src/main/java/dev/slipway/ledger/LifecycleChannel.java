package dev.slipway.ledger;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The facts of others, for every service that has a stage. Returns, and so acknowledges, when the batch is stored. */
@ApplicationScoped
@IfBuildProperty(name = "slipway.intake.lifecycle", stringValue = "true", enableIfMissing = true)
class LifecycleChannel {
    private final Intake intake;
    private final FactReader reader;

    LifecycleChannel(Database database, Stage stage) {
        this.intake = new Intake(database, stage.role().wireName());
        this.reader = new FactReader(stage);
    }

    @Incoming("lifecycle")
    @Blocking
    void take(ConsumerRecords<String, byte[]> batch) throws InterruptedException {
        intake.take(Channels.incoming(batch), reader);
    }
}
