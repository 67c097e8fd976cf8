package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.ServingView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What serves where, and evidence by its hash. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ServingResource {
    private final Ledger ledger;

    ServingResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Every environment in which something serves. */
    record Environments(List<ServingView> serving) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("environments")
    public Environments environments() {
        return new Environments(ledger.serving());
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("evidence/{sha256}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] evidence(@PathParam("sha256") String sha256) {
        return ledger.evidence(sha256).orElseThrow(() -> Problem.noEvidence(sha256));
    }
}
