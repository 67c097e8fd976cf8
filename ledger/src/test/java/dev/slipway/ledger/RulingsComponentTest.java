package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.Fact;
import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people rule is committed under their name, shows at once, and stops what it is meant to stop. */
class RulingsComponentTest {
    private static final AppEnvironment PROD = AppEnvironment.parse("shop/prod");
    private static final Digest DIGEST = new Digest("sha256:" + "ab".repeat(32));

    private final Commands commands = new Commands(LedgerFixture.as(Role.CONSOLE));
    private final Ledger ledger = new Ledger(LedgerFixture.as(Role.PROMOTER));
    private @Nullable Worker worker;

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    @AfterEach
    void stop() {
        if (worker != null) {
            worker.stop(Duration.ofSeconds(5));
        }
    }

    private static void command(Commands commands, Subject subject, LedgerWork work) throws Obsolete {
        commands.once("mona", UUID.randomUUID().toString(), "any", List.of(subject), tx -> {
            work.write(tx);
            return "done";
        });
    }

    private void rule(Subject subject, Fact ruling) throws Obsolete {
        command(commands, subject, tx -> tx.append(subject, ruling));
    }

    @Test
    void aHoldAndAFreezeStandUntilTheyAreTakenBack() throws Obsolete {
        Subject place = Subject.of(PROD);
        Instant until = Instant.parse("2030-01-01T00:00:00Z");
        rule(place, new Fact.HoldPlaced(PROD.app(), PROD.environment(), "audit"));
        rule(place, new Fact.FreezeOpened(PROD.app(), PROD.environment(), "sale", until));

        assertThat(ledger.restrictions(PROD))
                .extracting(RestrictionView::kind, RestrictionView::reason, RestrictionView::actor)
                .containsExactly(
                        tuple(RestrictionView.Kind.FREEZE, "sale", "mona"),
                        tuple(RestrictionView.Kind.HOLD, "audit", "mona"));

        rule(place, new Fact.HoldReleased(PROD.app(), PROD.environment(), "done"));
        assertThat(ledger.restrictions(PROD)).singleElement().satisfies(freeze -> {
            assertThat(freeze.holdsAt(until.minusSeconds(1))).isTrue();
            assertThat(freeze.holdsAt(until)).isFalse();
        });
    }

    @Test
    void theLastWordOfAnApproverCounts() throws Obsolete {
        rule(Subject.of(DIGEST), approval(ApprovalDecision.APPROVED, "looks good"));
        rule(Subject.of(DIGEST), approval(ApprovalDecision.REJECTED, "does not"));

        assertThat(ledger.approvals(new Placement.Id(PROD, DIGEST)))
                .singleElement()
                .satisfies(word -> {
                    assertThat(word.decision()).isEqualTo(ApprovalDecision.REJECTED);
                    assertThat(word.comment()).isEqualTo("does not");
                });
    }

    private static Fact approval(ApprovalDecision decision, String comment) {
        return new Fact.ApprovalUpdated(
                PROD.app(), PROD.environment(), decision, "mona", "release-manager", comment, null);
    }

    @Test
    void aWaiverEndsWithItsRevocation() throws Obsolete {
        UUID id = UUID.randomUUID();
        Subject place = Subject.of(PROD);
        rule(place, new Fact.WaiverGranted(id, "CVE-2026-1", null, "not reachable", "team-shop", null));
        assertThat(ledger.waivers(place)).extracting(WaiverView::id).containsExactly(id);

        rule(place, new Fact.WaiverRevoked(id, "reachable"));

        assertThat(ledger.waivers(place)).isEmpty();
    }

    @Test
    void aStageCannotRuleInThePlaceOfAPerson() {
        Commands asScanner = new Commands(LedgerFixture.as(Role.SCANNER));

        assertThatThrownBy(() -> command(
                        asScanner,
                        Subject.of(PROD),
                        tx -> tx.append(
                                Subject.of(PROD),
                                new Fact.HoldPlaced(PROD.app(), PROD.environment(), "not the scanner's to say"))))
                .isInstanceOf(LedgerUnavailable.class);
        assertThat(ledger.restrictions(PROD)).isEmpty();
    }

    @Test
    void aRefusedCommandWritesNothing() throws SQLException {
        assertThatThrownBy(() -> command(commands, Subject.of(PROD), tx -> {
                    tx.append(Subject.of(PROD), new Fact.HoldPlaced(PROD.app(), PROD.environment(), "half a command"));
                    throw new Obsolete("changed my mind");
                }))
                .isInstanceOf(Obsolete.class);

        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isZero();
        assertThat(ledger.restrictions(PROD)).isEmpty();
    }

    /** Remembers what it was asked to stop for. */
    private static final class Stoppable extends BuilderLike {
        private final ConcurrentLinkedQueue<String> stops = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<String> begun;

        Stoppable(ConcurrentLinkedQueue<String> begun) {
            super((job, context) -> {
                begun.add(job.dedupe());
                while (true) {
                    context.checkpoint();
                    Thread.sleep(Duration.ofSeconds(30));
                }
            });
            this.begun = begun;
        }

        @Override
        public Outcome stopped(Job job, String reason) {
            stops.add(reason);
            return failed(job, "stopped by " + reason);
        }
    }

    @Test
    void aRunningJobHearsThatItShallStopAndEndsAsItsStageSays() throws Exception {
        Stoppable stage = new Stoppable(new ConcurrentLinkedQueue<>());
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));
        start(stage);
        await().until(() -> stage.begun.size() == 1);

        rule(Subject.of(build), new Fact.BuildCancelled("pushed by mistake"));

        await().atMost(Duration.ofSeconds(3)).until(() -> stage.stops.size() == 1);
        assertThat(stage.stops).containsExactly("mona: pushed by mistake");
        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 1);
        assertThat(LedgerFixture.count("select count(*) from build where state = 'FAILED'"))
                .isEqualTo(1);
    }

    @Test
    void aJobThatHasNotBegunIsStoppedWithoutBeginning() throws Exception {
        Stoppable stage = new Stoppable(new ConcurrentLinkedQueue<>());
        BuildId build = LedgerFixture.requestedBuild();
        rule(Subject.of(build), new Fact.BuildCancelled("never mind"));
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));

        start(stage);

        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 1);
        assertThat(stage.begun).isEmpty();
        assertThat(stage.stops).containsExactly("mona: never mind");
    }

    @Test
    void aWishToStopEndsWithTheBuildAndStopsNoLaterWork() throws Exception {
        Stoppable stopped = new Stoppable(new ConcurrentLinkedQueue<>());
        BuildId build = LedgerFixture.requestedBuild();
        rule(Subject.of(build), new Fact.BuildCancelled("never mind"));
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));
        start(stopped);
        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 1);

        LedgerFixture.enqueue(NewJob.of(build.toString(), "ref", Subject.of(build), "later"));

        await().until(() -> stopped.begun.contains("later"));
        assertThat(stopped.stops).hasSize(1);
        assertThat(LedgerFixture.count("select count(*) from stop_request")).isZero();
    }

    private void start(Stage stage) {
        worker = new Worker(LedgerFixture.as(Role.BUILDER), stage, Pace.BRISK);
        worker.start();
    }
}
