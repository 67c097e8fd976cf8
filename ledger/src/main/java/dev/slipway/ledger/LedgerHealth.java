package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the schema is there and the core runs. */
@Readiness
@ApplicationScoped
class LedgerHealth implements HealthCheck {
    private final Core core;

    LedgerHealth(Core core) {
        this.core = core;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ledger").status(core.ready()).build();
    }
}
