package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.ChainVerifier;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.ServingView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What serves where, evidence by its hash, and whether the history still holds. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class LedgerResource {
    private final Ledger ledger;
    private final ChainVerifier verifier;

    LedgerResource(Ledger ledger, ChainVerifier verifier) {
        this.ledger = ledger;
        this.verifier = verifier;
    }

    /** Every environment in which something serves. */
    record Environments(List<ServingView> serving) {}

    /** What reading every chain came to. */
    record Verification(boolean holds, long subjects, long entries, List<String> problems) {}

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
        return ledger.evidence(sha256).orElseThrow(() -> Problem.notFound("no evidence %s is kept".formatted(sha256)));
    }

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("ledger/verification")
    public Verification verification() {
        ChainVerifier.Report report = verifier.verify();
        return new Verification(report.holds(), report.subjects(), report.entries(), report.problems());
    }
}
