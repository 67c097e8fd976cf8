package dev.slipway.ledger;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.UUID;

/**
 * The one trace of a build request and all that follows from it: its id is the chain's id, so whoever knows an event
 * knows its trace, and no service has to be told by another.
 */
final class ChainTrace {
    private ChainTrace() {}

    static String id(UUID chain) {
        return TraceId.fromLongs(chain.getMostSignificantBits(), chain.getLeastSignificantBits());
    }

    /** The span of the request itself, under which each job's span hangs. */
    static SpanContext root(UUID chain) {
        return SpanContext.createFromRemoteParent(
                id(chain), rootSpan(chain), TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static String rootSpan(UUID chain) {
        return SpanId.fromLong(chain.getLeastSignificantBits());
    }

    /** Random ids, but those of the chain for a span that is started while one is {@linkplain #of named}. */
    static final class Ids implements IdGenerator {
        private static final ScopedValue<UUID> CHAIN = ScopedValue.newInstance();

        /** Runs {@code starting}, in which the root span of the chain is started. */
        static <T> T of(UUID chain, ScopedValue.CallableOp<T, RuntimeException> starting) {
            return ScopedValue.where(CHAIN, chain).call(starting);
        }

        @Override
        public String generateSpanId() {
            return CHAIN.isBound()
                    ? rootSpan(CHAIN.get())
                    : IdGenerator.random().generateSpanId();
        }

        @Override
        public String generateTraceId() {
            return CHAIN.isBound() ? id(CHAIN.get()) : IdGenerator.random().generateTraceId();
        }
    }
}
