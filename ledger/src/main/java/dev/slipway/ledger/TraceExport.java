package dev.slipway.ledger;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends spans by OTLP over HTTP where one setting says to; without it there are none and they cost nothing. */
@ApplicationScoped
class TraceExport {
    private static final Logger LOG = Logger.getLogger(TraceExport.class);
    private static final int BEFORE_WORK = 100;
    private static final int AFTER_WORK = 4_000;
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

    private static volatile boolean on;

    private final Optional<URI> endpoint;
    private final String service;
    private @Nullable SdkTracerProvider provider;

    /** @param endpoint of a collector, such as {@code http://collector:4318}; absent: no traces */
    TraceExport(
            @ConfigProperty(name = "slipway.traces.endpoint") Optional<URI> endpoint,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.endpoint = endpoint;
        this.service = service;
    }

    void start(@Observes @Priority(BEFORE_WORK) StartupEvent event) {
        endpoint.ifPresent(address -> {
            String traces = address.toString().replaceFirst("/+$", "") + "/v1/traces";
            LOG.infof("traces are sent to %s", traces);
            provider = begin(
                    BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                    .setEndpoint(traces)
                                    .build())
                            .build(),
                    service);
        });
    }

    /** Spans go to {@code processor} from now on, in the whole process. */
    static SdkTracerProvider begin(SpanProcessor processor, String service) {
        SdkTracerProvider made = SdkTracerProvider.builder()
                .setIdGenerator(new ChainTrace.Ids())
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.of(SERVICE, service))))
                .addSpanProcessor(processor)
                .build();
        GlobalOpenTelemetry.set(new Tracing(made));
        on = true;
        return made;
    }

    private record Tracing(SdkTracerProvider provider) implements OpenTelemetry {
        @Override
        public TracerProvider getTracerProvider() {
            return provider;
        }

        @Override
        public ContextPropagators getPropagators() {
            return ContextPropagators.noop();
        }
    }

    static boolean on() {
        return on;
    }

    void stop(@Observes @Priority(AFTER_WORK) ShutdownEvent event) {
        SdkTracerProvider started = provider;
        if (started != null) {
            on = false;
            started.shutdown().join(2, TimeUnit.SECONDS);
        }
    }
}
