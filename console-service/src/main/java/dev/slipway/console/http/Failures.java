package dev.slipway.console.http;

import dev.slipway.ledger.LedgerUnavailable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure is a problem with a sentence; what is inside us is in the log. */
class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    @ServerExceptionMapper
    Response refused(WebApplicationException e) {
        Response response = e.getResponse();
        if (response.hasEntity()) {
            return response;
        }
        String detail = e.getMessage() == null ? response.getStatusInfo().getReasonPhrase() : e.getMessage();
        return Problem.of(response.getStatusInfo(), detail).response();
    }

    @ServerExceptionMapper
    Response unavailable(LedgerUnavailable e) {
        LOG.warnf("ledger not available: %s", e.getMessage());
        Problem problem = Problem.of(
                Response.Status.SERVICE_UNAVAILABLE, "the ledger does not answer; nothing was changed, try again");
        return Response.fromResponse(problem.response())
                .header("Retry-After", "5")
                .build();
    }

    @ServerExceptionMapper
    Response broken(RuntimeException e) {
        LOG.error("request failed", e);
        return Problem.of(Response.Status.INTERNAL_SERVER_ERROR, "this is our fault; the console's log says more")
                .response();
    }
}
