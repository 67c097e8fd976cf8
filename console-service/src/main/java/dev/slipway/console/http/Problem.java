package dev.slipway.console.http;

import dev.slipway.events.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/**
 * What a caller is told when the answer is not what was asked for (RFC 9457).
 *
 * @param detail what was tried, found, wanted, and what to do
 */
public record Problem(String type, String title, int status, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(Response.StatusType status, String detail) {
        return new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail);
    }

    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(Json.text(this)).build();
    }

    public static WebApplicationException exception(Response.StatusType status, String detail) {
        return new WebApplicationException(detail, of(status, detail).response());
    }

    public static WebApplicationException badRequest(String detail) {
        return exception(Response.Status.BAD_REQUEST, detail);
    }

    public static WebApplicationException notFound(String detail) {
        return exception(Response.Status.NOT_FOUND, detail);
    }

    /** Most that was ever kept is there still; what is not is a log, or was never kept. */
    public static WebApplicationException noEvidence(String sha256) {
        return notFound(
                "no evidence %s is kept (what a build said is forgotten SLIPWAY_LEDGER_LOG_RETENTION after its end, its hash stays)"
                        .formatted(sha256));
    }

    /** For what may be there again in a moment. */
    public static WebApplicationException unavailable(String detail) {
        Response response = Response.fromResponse(
                        of(Response.Status.SERVICE_UNAVAILABLE, detail).response())
                .header("Retry-After", "5")
                .build();
        return new WebApplicationException(detail, response);
    }
}
