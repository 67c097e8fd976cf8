package dev.slipway.console.events;

import dev.slipway.events.Json;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One client's connection. Waits for each event to be taken; a client that takes none for a while is gone. */
final class SseOut implements EventStream.Out, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long RECONNECT_MILLIS = 1000;

    private final SseEventSink sink;
    private final Sse sse;

    SseOut(SseEventSink sink, Sse sse) {
        this.sink = sink;
        this.sse = sse;
    }

    @Override
    public void begin(String id) throws EventStream.Gone, InterruptedException {
        send(sse.newEventBuilder().name("begin").reconnectDelay(RECONNECT_MILLIS), id, "{}");
    }

    @Override
    public void event(String id, EventBody event) throws EventStream.Gone, InterruptedException {
        send(sse.newEventBuilder(), id, Json.text(event));
    }

    @Override
    public void gap(String id) throws EventStream.Gone, InterruptedException {
        send(sse.newEventBuilder().name("gap"), id, "{}");
    }

    @Override
    public void now(String id) throws EventStream.Gone, InterruptedException {
        send(sse.newEventBuilder().name("now"), id, "{}");
    }

    @Override
    public void heartbeat() throws EventStream.Gone, InterruptedException {
        await(sse.newEventBuilder().comment("still here").build());
    }

    private void send(OutboundSseEvent.Builder event, String id, String data)
            throws EventStream.Gone, InterruptedException {
        await(event.id(id).data(String.class, data).build());
    }

    private void await(OutboundSseEvent event) throws EventStream.Gone, InterruptedException {
        if (sink.isClosed()) {
            throw new EventStream.Gone(null);
        }
        try {
            sink.send(event).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw new EventStream.Gone(e);
        }
    }

    @Override
    public void close() {
        try {
            sink.close();
        } catch (RuntimeException e) {
            // the connection was cut: there is nothing left to close
        }
    }
}
