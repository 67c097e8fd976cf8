package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A place that has had more deployments than are read at once. */
class PlaceHistoryComponentTest {
    private static final int MANY = 45;
    private static final AppEnvironment PLACE = new AppEnvironment(new AppName("shop"), new EnvironmentName("prod"));

    private final Ledger ledger = new Ledger(LedgerFixture.as(Role.CONSOLE));

    @BeforeEach
    void deployOften() throws SQLException {
        LedgerFixture.clear();
        LedgerFixture.tamper("""
                insert into artifact (digest, app, image_repository, media_type, source_repository, commit_id, build_id,
                    run_description, packaged_at)
                select 'sha256:' || repeat('a', 64), 'shop', 'registry.example/shop', 'none', 'none', repeat('1', 40),
                    gen_random_uuid(), '{}', clock_timestamp()""");
        LedgerFixture.tamper("""
                insert into deployment (id, state, app, environment, digest, configuration_sha256, cause, queued_at)
                select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, case n when 1 then 'SUCCEEDED' else 'ABORTED' end,
                    'shop', 'prod', 'sha256:' || repeat('a', 64), 'none', 'DEPLOY', timestamptz '2026-01-01' + n * interval '1 hour'
                from generate_series(1, %d) n""".formatted(MANY));
    }

    @Test
    void givesEachDeploymentOnceWithTheNewestFirst() {
        assertThat(ledger.deployments(PLACE).map(DeploymentView::queuedAt))
                .hasSize(MANY)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.<Instant>reverseOrder());
    }

    @Test
    void findsWhatIsFarBack() {
        assertThat(ledger.deployments(PLACE).filter(one -> one.state() == Deployment.State.SUCCEEDED))
                .singleElement()
                .extracting(DeploymentView::queuedAt)
                .isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    }

    @Test
    void hasNothingOfAPlaceThatNothingWasDeployedTo() {
        assertThat(ledger.deployments(new AppEnvironment(new AppName("shop"), new EnvironmentName("dev"))))
                .isEmpty();
    }

    @Test
    void openIsWhatWaitsForAGate() throws SQLException {
        for (Placement.State state : Placement.State.values()) {
            LedgerFixture.tamper("""
                    insert into placement (app, environment, digest, state, changed_at)
                    select 'shop', 'prod', 'sha256:' || encode(sha256('%1$s'), 'hex'), '%1$s', clock_timestamp()""".formatted(state));
        }

        assertThat(ledger.openPlacements(PLACE))
                .extracting(PlacementView::state)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Placement.State.values())
                        .filter(PlaceHistoryComponentTest::waits)
                        .toList());
    }

    /** A state that is new has to be thought about here. */
    private static boolean waits(Placement.State state) {
        return switch (state) {
            case PENDING, BLOCKED -> true;
            case APPROVED, SUPERSEDED, REVOKED -> false;
        };
    }
}
