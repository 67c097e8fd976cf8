package dev.slipway.ledger;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What outsiders ask for; on in the builder only. */
@ApplicationScoped
@IfBuildProperty(name = "slipway.intake.requests", stringValue = "true")
class RequestChannel {
    private final Intake intake;
    private final RequestIntake reader;

    RequestChannel(Database database, Stage stage) {
        this.intake = new Intake(database, stage.role().wireName());
        this.reader = new RequestIntake(stage.role());
    }

    @Incoming("requests")
    @Blocking
    void take(ConsumerRecords<String, byte[]> batch) throws InterruptedException {
        intake.take(Channels.incoming(batch), reader);
    }
}
