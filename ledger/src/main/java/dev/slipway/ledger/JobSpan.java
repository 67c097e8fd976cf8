package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.UUID;

/** One run of a job as a span in the trace of its chain; nothing while no traces are wanted. */
final class JobSpan implements AutoCloseable {
    static final String SCOPE = "dev.slipway";

    private final Span span;

    private JobSpan(Span span) {
        this.span = span;
    }

    static JobSpan open(RunningJob running) {
        Job job = running.job();
        UUID chain = running.chain();
        if (chain == null || !TraceExport.on()) {
            return new JobSpan(Span.getInvalid());
        }
        Tracer tracer = GlobalOpenTelemetry.getTracer(SCOPE);
        if (job.attempt() == 1 && job.subject() instanceof Subject.OfBuild) {
            request(tracer, chain, job);
        }
        return new JobSpan(tracer.spanBuilder(job.stage() + " " + job.kind())
                .setParent(Context.root().with(Span.wrap(ChainTrace.root(chain))))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("slipway.stage", job.stage())
                .setAttribute("slipway.job", job.id().toString())
                .setAttribute("slipway.kind", job.kind())
                .setAttribute("slipway.subject", job.subject().key())
                .setAttribute("slipway.attempt", job.attempt())
                .startSpan());
    }

    /** The root of the trace: the request, from when the build was asked for until a builder took it. */
    private static void request(Tracer tracer, UUID chain, Job job) {
        Instant asked = job.createdAt();
        Span request = ChainTrace.Ids.of(
                chain,
                () -> tracer.spanBuilder("build request")
                        .setNoParent()
                        .setStartTimestamp(asked)
                        .setAttribute("slipway.subject", job.subject().key())
                        .startSpan());
        request.end();
    }

    void ends(JobEnd end) {
        span.setAttribute("slipway.outcome", end.wireName());
        switch (end) {
            case RETRY, FAILED, DEAD, LOST, UNSETTLED -> span.setStatus(StatusCode.ERROR, end.wireName());
            case FINISHED, NOTHING, OBSOLETE, LATER, RETURNED -> {
                // neither good nor bad
            }
        }
    }

    @Override
    public void close() {
        span.end();
    }
}
