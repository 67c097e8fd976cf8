package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.Json;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
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

    /** A stage whose jobs come to this, after one failure. */
    private static Stage stage(Role role, Outcome outcome) {
        AtomicInteger runs = new AtomicInteger();
        return new BuilderLike((job, _) -> {
            if (runs.incrementAndGet() == 1) {
                throw new StepFailure.Transient("test", "not yet");
            }
            return outcome;
        }) {
            @Override
            public Role role() {
                return role;
            }
        };
    }

    private void work(Role role, NewJob job) {
        work(role, job, Outcome.nothing("seen"));
    }

    private void work(Role role, NewJob job, Outcome outcome) {
        Database database = LedgerFixture.as(role);
        database.transaction(
                "enqueue", c -> NewJobs.enqueue(c, role.wireName(), List.of(new NewJobs.Asked(job, null))));
        Worker worker = new Worker(database, stage(role, outcome), Pace.BRISK);
        int before = spans.getFinishedSpanItems().size();
        worker.start();
        await().until(() -> spans.getFinishedSpanItems().size() >= before + 2
                && LedgerFixture.count("select count(*) from job where state <> 'DONE'") == 0);
        worker.stop(Duration.ofSeconds(5));
    }

    private static Outcome built(BuildId build, Digest digest) {
        Subject ofBuild = Subject.of(build);
        Subject ofArtifact = Subject.of(digest);
        return Outcome.finish(List.of(ofBuild, ofArtifact), tx -> {
            BuildRequest request = tx.build(build).orElseThrow().request();
            tx.append(ofBuild, new Build.Requested(build).started(), new Fact.BuildStarted(2));
            tx.append(
                    ofBuild,
                    new Build.Building(build).built(),
                    new Fact.BuildFinished(Fact.BuildOutcome.BUILT, digest, null, null, null));
            tx.append(ofArtifact, Artifact.built(digest), Story.packaged(build, request));
        });
    }

    @Test
    void allJobsOfARequestAreOneTraceWithItsRoot() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        Digest digest = new Digest("sha256:" + "ab".repeat(32));
        Subject artifact = Subject.of(digest);

        work(Role.BUILDER, LedgerFixture.buildJob(build), built(build, digest));
        work(Role.SCANNER, NewJob.of(artifact.key(), "scan", artifact, "s"));
        work(Role.PROMOTER, NewJob.of(artifact.key(), "decide", artifact, "p"));
        work(Role.DEPLOYER, NewJob.of("shop/dev", "deploy", artifact, "d"));

        String chain = LedgerFixture.rows(row -> row.getString(1), "select distinct chain_id::text from ledger_entry")
                .getFirst();
        assertThat(LedgerFixture.published())
                .hasSize(4)
                .allSatisfy(event -> assertThat(Json.MAPPER
                                .readTree(event.value())
                                .at("/data/context/chainId")
                                .asText())
                        .isEqualTo(chain));
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
