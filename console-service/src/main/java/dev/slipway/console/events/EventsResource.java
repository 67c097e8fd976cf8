package dev.slipway.console.events;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.AllowedTo;
import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.BuildId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Every fact as it is published, as server-sent events. */
@Path("/v1/events")
@RunOnVirtualThread
class EventsResource {
    static final int MOST_LISTENERS = 500;
    private static final Logger LOG = Logger.getLogger(EventsResource.class);

    private final EventStream stream;
    private final Ledger ledger;
    private final Semaphore seats = new Semaphore(MOST_LISTENERS);

    EventsResource(EventStream stream, Ledger ledger) {
        this.stream = stream;
        this.ledger = ledger;
    }

    /**
     * Follows what happens. Resumed by {@code Last-Event-ID}; {@code from=beginning} begins with the first fact there is.
     *
     * @param build only this build and the artifact it makes; excludes the other filters
     */
    @AllowedTo(AccessRole.VIEWER)
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void listen(
            @Context SseEventSink sink,
            @Context Sse sse,
            @HeaderParam("Last-Event-ID") @Nullable String last,
            @QueryParam("from") @DefaultValue("now") String from,
            @QueryParam("app") @Nullable String app,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("subject") List<String> subjects,
            @QueryParam("type") List<String> types,
            @QueryParam("build") @Nullable String build)
            throws InterruptedException {
        Positions positions;
        EventFilter filter;
        try {
            positions = positions(last, from);
            filter = build == null ? EventFilter.of(app, environment, types, subjects) : following(build);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
        Listener listener = join();
        Thread.ofVirtual().name("listener").start(() -> run(listener, positions, filter, new SseOut(sink, sse)));
    }

    private static @Nullable Positions positions(@Nullable String last, String from) {
        if (last != null && !last.isBlank()) {
            return Positions.parse(last);
        }
        return switch (from) {
            case "now" -> null;
            case "beginning" -> Positions.none();
            default -> throw new IllegalArgumentException("from is '%s' (wanted: now or beginning)".formatted(from));
        };
    }

    private EventFilter following(String text) {
        BuildId id = Parameters.build(text);
        BuildView view = ledger.build(id).orElseThrow(() -> Problem.notFound("there is no build %s".formatted(id)));
        return EventFilter.ofBuild(id, view.digest());
    }

    private Listener join() throws InterruptedException {
        if (!seats.tryAcquire()) {
            throw Problem.unavailable("%d listen already, which is all this console takes".formatted(MOST_LISTENERS));
        }
        try {
            return stream.join();
        } catch (EventStream.NoTopic e) {
            seats.release();
            throw Problem.unavailable("the stream's source, the lifecycle topic, does not answer");
        } catch (InterruptedException | RuntimeException e) {
            seats.release();
            throw e;
        }
    }

    private void run(Listener listener, @Nullable Positions from, EventFilter filter, SseOut out) {
        try (listener;
                out) {
            stream.run(listener, from, filter, out);
        } catch (EventStream.Gone e) {
            LOG.debugf(e, "a listener is gone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            seats.release();
        }
    }
}
