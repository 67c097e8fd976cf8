package dev.slipway.console.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.console.access.Caller;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Json;
import dev.slipway.ledger.Commands;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Carries an order to the ledger: who may, once per key, and a refusal as a problem that says why. */
@ApplicationScoped
class Orders {
    private static final Logger LOG = Logger.getLogger(Orders.class);
    private static final int LONGEST_REASON = 1000;
    private static final int LONGEST_KEY = 255;

    private final Commands commands;

    Orders(Commands commands) {
        this.commands = commands;
    }

    @FunctionalInterface
    interface Work {
        /** Looks at what holds and records what follows. Obsolete, with its reason, if the order cannot be carried out. */
        Done write(LedgerTx tx) throws Obsolete;
    }

    /** @param payload what is ordered, in full: the same key with another payload is refused */
    Done carryOut(Order order, Subject subject, String payload, Work work) {
        String reason = order.reason();
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.badRequest("the reason has %d characters (wanted: 1 to %d; it is written into the ledger)"
                    .formatted(reason.strip().length(), LONGEST_REASON));
        }
        String key = order.key() == null ? UUID.randomUUID().toString() : order.key();
        if (key.isBlank() || key.length() > LONGEST_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw Problem.badRequest("'Idempotency-Key' has to have 1 to 255 characters, no control characters");
        }
        try {
            return read(commands.once(
                    order.caller().actor(),
                    key,
                    subject.key() + "\n" + payload + "\n" + reason,
                    List.of(subject),
                    tx -> Json.text(work.write(tx))));
        } catch (Obsolete e) {
            throw Problem.exception(Response.Status.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    private static Done read(String answer) {
        try {
            return Json.MAPPER.readValue(answer, Done.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept answer does not read back", e);
        }
    }

    /** The token's limits: some apps, some environments. */
    static void mayChange(Caller caller, AppEnvironment place) {
        if (!caller.reaches(place)) {
            throw denied(
                    caller, "the token of '%s' is limited to other places than %s".formatted(caller.actor(), place));
        }
    }

    /** What concerns a digest wherever it is. */
    static void mayChangeEverywhere(Caller caller, String app) {
        if (!caller.reachesAll(app)) {
            throw denied(
                    caller,
                    "this concerns %s in every environment, and the token of '%s' is limited to some"
                            .formatted(app, caller.actor()));
        }
    }

    static RuntimeException denied(Caller caller, String why) {
        LOG.warnf("denied: %s: %s", caller.actor(), why);
        return Problem.exception(Response.Status.FORBIDDEN, why);
    }
}
