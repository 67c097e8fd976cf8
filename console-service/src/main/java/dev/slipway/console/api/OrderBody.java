package dev.slipway.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.console.access.Caller;
import dev.slipway.console.commands.Done;
import dev.slipway.console.commands.Order;
import dev.slipway.console.http.JsonBodies;
import dev.slipway.console.http.Parameters;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The body of a command: why, and what else it takes. */
final class OrderBody {
    private final JsonNode body;

    private OrderBody(JsonNode body) {
        this.body = body;
    }

    /** @param form whose components are the members that are taken */
    static OrderBody read(byte[] body, Class<? extends Record> form) {
        String[] known = Arrays.stream(form.getRecordComponents())
                .map(component -> memberOf(component.getName()))
                .toArray(String[]::new);
        return new OrderBody(JsonBodies.object(body, known));
    }

    /** The one name that Java keeps for itself. */
    private static String memberOf(String component) {
        return component.equals("packageName") ? "package" : component;
    }

    Order by(Caller caller, @Nullable String idempotencyKey) {
        return new Order(
                caller,
                JsonBodies.text(body, "reason", "why, in a few words: it is written into the ledger"),
                idempotencyKey);
    }

    String text(String member, String wanted) {
        return JsonBodies.text(body, member, wanted);
    }

    @Nullable
    String optionalText(String member, String wanted) {
        return JsonBodies.optionalText(body, member, wanted);
    }

    @Nullable
    Instant optionalTime(String member) {
        String text = optionalText(member, "a time such as 2026-12-01T08:00:00Z");
        return text == null ? null : Parameters.time(text);
    }

    /** Committed, and what follows from it goes its own way. */
    static Response accepted(Done done) {
        return Response.accepted(done).build();
    }
}
