package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready when the schema is there, the core runs, and database and broker can be reached. Having much to do is no reason
 * not to be ready; and nothing of this is a reason to be started again, so it is not asked for liveness.
 */
@Readiness
@ApplicationScoped
class LedgerHealth implements HealthCheck {
    private final Core core;
    private final LedgerWatch database;
    private final BrokerWatch broker;

    LedgerHealth(Core core, LedgerWatch database, BrokerWatch broker) {
        this.core = core;
        this.database = database;
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        String schema = core.ready() ? null : "waits for schema version " + SchemaGate.NEEDED;
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("ledger");
        boolean up = tell(answer, "database", database.problem());
        up &= tell(answer, "broker", broker.problem());
        up &= tell(answer, "core", schema);
        return answer.status(up).build();
    }

    private static boolean tell(HealthCheckResponseBuilder answer, String what, @Nullable String problem) {
        answer.withData(what, problem == null ? "ok" : problem);
        return problem == null;
    }
}
