package dev.slipway.console.pages;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.access.CurrentCaller;
import dev.slipway.console.commands.Done;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.Ledger;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** Asks once more, and then has it done. All commands of the pages come through here. */
@Path("/confirm")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
@RunOnVirtualThread
class ConfirmResource {
    private final Ledger ledger;
    private final PageOrders orders;
    private final CurrentCaller caller;
    private final Renderer renderer;

    ConfirmResource(Ledger ledger, PageOrders orders, CurrentCaller caller, Renderer renderer) {
        this.ledger = ledger;
        this.orders = orders;
        this.caller = caller;
        this.renderer = renderer;
    }

    /** What the ledger answered. */
    record Result(String label, Done done, String back) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    public Response ask(@Context UriInfo uri) {
        MultivaluedMap<String, String> sent = uri.getQueryParameters();
        return asked(Response.Status.OK, command(sent), Target.of(sent), null);
    }

    /** The role that the command needs is checked here, as the caller of the API's method for it would be. */
    @AllowedTo(value = AccessRole.VIEWER, checksForm = true)
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response order(MultivaluedMap<String, String> form) {
        FormMark.check(caller.get(), form.getFirst("mark"));
        PageCommand command = command(form);
        Target target = Target.of(form);
        try {
            Done done = orders.carryOut(command, caller.get(), target, form);
            return renderer.response(
                    Response.Status.OK,
                    "done",
                    Shell.of(command.label(), "", false, caller.get()),
                    new Result(command.label(), done, ConfirmPage.back(target, target.digest())));
        } catch (WebApplicationException e) {
            return asked(e.getResponse().getStatusInfo(), command, target, e.getMessage());
        }
    }

    private static PageCommand command(MultivaluedMap<String, String> sent) {
        String name = sent.getFirst("do");
        PageCommand command = name == null ? null : PageCommand.named(name);
        if (command == null) {
            throw Problem.notFound("there is no command '%s'".formatted(name));
        }
        return command;
    }

    private Response asked(Response.StatusType status, PageCommand command, Target target, @Nullable String problem) {
        ConfirmPage.View view =
                new ConfirmPage(ledger, caller.get()).of(command, target, command.refusal(caller.get()), problem);
        return renderer.response(status, "confirm", Shell.of(command.label(), "", false, caller.get()), view);
    }
}
