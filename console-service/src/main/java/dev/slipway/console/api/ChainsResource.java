package dev.slipway.console.api;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.events.EventBody;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From a request to what came of it. */
@Path("/v1/chains")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class ChainsResource {
    private final Ledger ledger;

    ChainsResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Every fact about a build and, once it has one, about its digest, in order of time. */
    record Chain(BuildView build, List<EventBody> events) {}

    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Path("{build}")
    public Chain chain(@PathParam("build") String id) {
        BuildView build = ledger.build(Parameters.build(id))
                .orElseThrow(() -> Problem.notFound("there is no build %s".formatted(id)));
        List<LifecycleEvent> events = new ArrayList<>(ledger.events(Subject.of(build.id())));
        if (build.digest() != null) {
            events.addAll(ledger.events(Subject.of(build.digest())));
        }
        return new Chain(
                build,
                events.stream()
                        .sorted(Comparator.comparing(LifecycleEvent::at))
                        .map(EventBody::of)
                        .toList());
    }
}
