package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.console.commands.ArtifactCommands;
import dev.slipway.console.commands.Done;
import dev.slipway.console.commands.EnvironmentCommands;
import dev.slipway.console.commands.Order;
import dev.slipway.console.commands.RunCommands;
import dev.slipway.console.commands.WaiverCommands;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DeadLetters;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** From a form to the command it stands for. */
@ApplicationScoped
class PageOrders {
    private static final Logger LOG = Logger.getLogger(PageOrders.class);

    private final ArtifactCommands artifacts;
    private final EnvironmentCommands environments;
    private final RunCommands runs;
    private final WaiverCommands waivers;
    private final DeadLetters deadLetters;

    PageOrders(
            ArtifactCommands artifacts,
            EnvironmentCommands environments,
            RunCommands runs,
            WaiverCommands waivers,
            DeadLetters deadLetters) {
        this.artifacts = artifacts;
        this.environments = environments;
        this.runs = runs;
        this.waivers = waivers;
        this.deadLetters = deadLetters;
    }

    Done carryOut(PageCommand command, Caller caller, Target target, MultivaluedMap<String, String> form) {
        String refusal = command.refusal(caller);
        if (refusal != null) {
            LOG.warnf("denied: %s wanted to %s: %s", caller.actor(), command.wireName(), refusal);
            throw Problem.exception(
                    Response.Status.FORBIDDEN, "'%s' may not do this: %s".formatted(caller.actor(), refusal));
        }
        String reason = text(form, "reason");
        if (reason == null) {
            throw Problem.badRequest("Say why, in a few words: it is kept for good.");
        }
        Order order = new Order(caller, reason, text(form, "key"));
        return switch (command) {
            case PROMOTE ->
                artifacts.promote(order, digest(target), Parameters.environment(target.required("environment")));
            case APPROVE -> rule(order, target, form, Fact.ApprovalDecision.APPROVED);
            case REJECT -> rule(order, target, form, Fact.ApprovalDecision.REJECTED);
            case DEPLOY -> runs.deploy(order, target.requiredPlace(), target.digest());
            case ROLLBACK -> runs.rollBack(order, target.requiredPlace(), target.digest());
            case ABORT -> runs.abort(order, Parameters.deployment(target.required("deployment")));
            case CANCEL -> runs.cancel(order, build(target));
            case HOLD -> environments.hold(order, target.requiredPlace());
            case RELEASE -> environments.release(order, target.requiredPlace());
            case FREEZE -> environments.freeze(order, target.requiredPlace(), time(form, "until"));
            case UNFREEZE -> environments.unfreeze(order, target.requiredPlace());
            case VETO -> artifacts.veto(order, digest(target));
            case UNVETO -> artifacts.unveto(order, digest(target));
            case WAIVE -> waive(order, target, form);
            case REDRIVE, SKIP -> handle(command, order, Parameters.id(target.required("job")));
        };
    }

    private Done rule(Order order, Target target, MultivaluedMap<String, String> form, Fact.ApprovalDecision decision) {
        return artifacts.rule(
                order,
                digest(target),
                Parameters.environment(target.required("environment")),
                new ArtifactCommands.Word(decision, text(form, "role"), time(form, "until")));
    }

    private Done waive(Order order, Target target, MultivaluedMap<String, String> form) {
        String owner = text(form, "owner");
        return waivers.waive(
                order,
                Subject.of(digest(target)),
                new WaiverCommands.Wish(
                        target.required("advisory"),
                        target.optional("package"),
                        owner == null ? order.caller().actor() : owner,
                        time(form, "until")));
    }

    private Done handle(PageCommand command, Order order, UUID id) {
        String actor = order.caller().actor();
        boolean redrive = command == PageCommand.REDRIVE;
        boolean done = redrive
                ? deadLetters.redrive(id, actor, order.reason())
                        || deadLetters.redriveQuarantined(id, actor, order.reason())
                : deadLetters.skip(id, actor, order.reason()) || deadLetters.skipQuarantined(id, actor, order.reason());
        if (!done) {
            throw Problem.notFound("%s is not among the dead letters: somebody may have handled it".formatted(id));
        }
        return new Done(command.wireName(), id.toString(), true, redrive ? "it is done again" : "it stays undone");
    }

    private static Digest digest(Target target) {
        return Parameters.digest(target.required("digest"));
    }

    private static BuildId build(Target target) {
        return Parameters.build(target.required("build"));
    }

    private static @Nullable String text(MultivaluedMap<String, String> form, String name) {
        String value = form.getFirst(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** As a date field of a form has it, in UTC; or in full. */
    private static @Nullable Instant time(MultivaluedMap<String, String> form, String name) {
        String value = text(form, name);
        if (value == null) {
            return null;
        }
        return Parameters.time(value.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d") ? value + ":00Z" : value);
    }
}
