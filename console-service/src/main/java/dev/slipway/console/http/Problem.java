package dev.slipway.console;

import dev.slipway.events.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/**
 * What a caller is told when the answer is not what was asked for (RFC 9457).
 *
 * @param detail what was tried, found, wanted, and what to do
 */
record Problem(String type, String title, int status, String detail) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(Response.StatusType status, String detail) {
        return new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail);
    }

    Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(Json.text(this)).build();
    }

    static WebApplicationException exception(Response.StatusType status, String detail) {
        return new WebApplicationException(detail, of(status, detail).response());
    }

    static WebApplicationException badRequest(String detail) {
        return exception(Response.Status.BAD_REQUEST, detail);
    }

    static WebApplicationException notFound(String detail) {
        return exception(Response.Status.NOT_FOUND, detail);
    }
}
