package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs of several stages about one build request, as spans of one trace. */
class TraceComponentTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @BeforeEach
    void begin() throws Exception {
        LedgerFixture.clear();
        GlobalOpenTelemetry.resetForTest();
        TraceExport.begin(SimpleSpanProcessor.create(spans), "test");
    }

    @AfterEach
    void end() {
        GlobalOpenTelemetry.resetForTest();
    }

    /** A stage whose jobs come to nothing, after one failure. */
    private static Stage stage(Role role) {
        AtomicInteger runs = new AtomicInteger();
        return new BuilderLike((job, _) -> {
            if (runs.incrementAndGet() == 1) {
                throw new StepFailure.Transient("test", "not yet");
            }
            return Outcome.nothing("seen");
        }) {
            @Override
            public Role role() {
                return role;
            }
        };
    }

    private void work(Role role, NewJob job) {
        Database database = LedgerFixture.as(role);
        database.transaction(
                "enqueue", c -> NewJobs.enqueue(c, role.wireName(), List.of(new NewJobs.Asked(job, null))));
        Worker worker = new Worker(database, stage(role), Pace.BRISK);
        int before = spans.getFinishedSpanItems().size();
        worker.start();
        await().until(() -> spans.getFinishedSpanItems().size() >= before + 2
                && LedgerFixture.count("select count(*) from job where state <> 'DONE'") == 0);
        worker.stop(Duration.ofSeconds(5));
    }

    @Test
    void allJobsOfARequestAreOneTraceWithItsRoot() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        Subject artifact = Subject.parse("sha256:" + "ab".repeat(32));
        LedgerFixture.tamper("insert into subject (key, kind, chain_id) select '%s', 'artifact', chain_id from subject"
                .formatted(artifact.key()));

        work(Role.BUILDER, LedgerFixture.buildJob(build));
        work(Role.SCANNER, NewJob.of(artifact.key(), "scan", artifact, "s"));
        work(Role.PROMOTER, NewJob.of(artifact.key(), "decide", artifact, "p"));
        work(Role.DEPLOYER, NewJob.of("shop/dev", "deploy", artifact, "d"));

        String chain = LedgerFixture.rows(row -> row.getString(1), "select distinct chain_id::text from subject")
                .getFirst();
        List<SpanData> all = spans.getFinishedSpanItems();
        assertThat(all).extracting(SpanData::getTraceId).containsOnly(chain.replace("-", ""));
        SpanData root = all.stream()
                .filter(span -> span.getName().equals("build request"))
                .toList()
                .getFirst();
        assertThat(all)
                .extracting(SpanData::getName)
                .containsExactly(
                        "build request",
                        "builder build",
                        "builder build",
                        "scanner scan",
                        "scanner scan",
                        "promoter decide",
                        "promoter decide",
                        "deployer deploy",
                        "deployer deploy");
        assertThat(all.stream().filter(span -> !span.equals(root)))
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(root.getSpanId()));
        assertThat(all.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(all.get(2).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void anotherRequestIsAnotherTrace() {
        work(Role.BUILDER, LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        work(Role.BUILDER, LedgerFixture.buildJob(LedgerFixture.requestedBuild()));

        assertThat(spans.getFinishedSpanItems().stream()
                        .map(SpanData::getTraceId)
                        .distinct())
                .hasSize(2);
    }
}
