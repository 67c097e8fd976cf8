package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Verdict;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many places are asked about at once: what is said of each must be its own. */
class PipelinesComponentTest {
    private static final AppEnvironment SHOP_PROD = AppEnvironment.parse("shop/prod");
    private static final AppEnvironment CART_PROD = AppEnvironment.parse("cart/prod");
    private static final AppEnvironment CART_DEV = AppEnvironment.parse("cart/dev");

    private final Database database = LedgerFixture.as(Role.CONSOLE);
    private final Pipelines pipelines = new Pipelines(database);
    private final Ledger ledger = new Ledger(database);
    private int hour;

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    @Test
    void eachPlaceHasWhatIsItsOwn() throws SQLException {
        for (AppEnvironment place : List.of(SHOP_PROD, CART_DEV, CART_PROD)) {
            served(place, "old of " + place);
            Digest serves = served(place, "new of " + place);
            deployment(place, serves, "ABORTED");
            rows(
                    "restriction (app, environment, kind, reason, actor, since) values ('%s', '%s', 'HOLD', 'of %s', 'ada', now())"
                            .formatted(place.app(), place.environment(), place));
            rows("drift (app, environment, kind, detail, since) values ('%s', '%s', 'stopped', 'of %s', now())"
                    .formatted(place.app(), place.environment(), place));
            placed(place, artifact(place.app(), "next of " + place), "BLOCKED", decision(place.toString()));
        }

        assertThat(pipelines.all()).extracting(PipelineView::app).containsExactly(CART_PROD.app(), SHOP_PROD.app());
        for (AppEnvironment place : List.of(SHOP_PROD, CART_DEV, CART_PROD)) {
            PipelineView.Cell cell = cell(place);
            assertThat(cell.serving())
                    .isNotNull()
                    .extracting(ServingView::digest)
                    .isEqualTo(digest("new of " + place));
            assertThat(cell.artifact())
                    .isNotNull()
                    .extracting(ArtifactView::digest)
                    .isEqualTo(digest("new of " + place));
            assertThat(cell.running()).isNull();
            assertThat(cell.last())
                    .isNotNull()
                    .extracting(one -> one.state().name())
                    .isEqualTo("ABORTED");
            assertThat(cell.goodBefore()).isEqualTo(digest("old of " + place));
            assertThat(cell.after()).containsExactly(new EnvironmentName("before-" + place.environment()));
            assertThat(cell.restrictions())
                    .singleElement()
                    .extracting(RestrictionView::reason)
                    .isEqualTo("of " + place);
            assertThat(cell.drifts())
                    .singleElement()
                    .extracting(DriftView::detail)
                    .isEqualTo("of " + place);
            assertThat(cell.waiting()).singleElement().satisfies(one -> {
                assertThat(one.artifact().digest()).isEqualTo(digest("next of " + place));
                assertThat(one.openGates()).containsExactly(new OpenGate("approvals", Verdict.FAIL, "of " + place));
            });
        }
    }

    @Test
    void oneAppIsSeenAsAmongAll() throws SQLException {
        served(SHOP_PROD, "shop");
        served(CART_PROD, "cart");

        assertThat(pipelines.of(CART_PROD.app())).contains(pipelines.all().getFirst());
        assertThat(pipelines.of(new AppName("unheard-of"))).isEmpty();
    }

    @Test
    void anAppThatIsNowhereYetHasItsNewestArtifact() throws SQLException {
        artifact(SHOP_PROD.app(), "first");
        artifact(SHOP_PROD.app(), "second");

        assertThat(pipelines.all()).singleElement().satisfies(one -> {
            assertThat(one.newest())
                    .isNotNull()
                    .extracting(ArtifactView::digest)
                    .isEqualTo(digest("second"));
            assertThat(one.cells()).isEmpty();
        });
    }

    @Test
    void onlyTheNewestFewThatWereMadeAfterWhatServesAreShownToWait() throws SQLException {
        placed(SHOP_PROD, artifact(SHOP_PROD.app(), "too old"), "PENDING", null);
        served(SHOP_PROD, "serves");
        for (int i = 0; i < 5; i++) {
            placed(SHOP_PROD, artifact(SHOP_PROD.app(), "waits" + i), "PENDING", null);
        }

        assertThat(cell(SHOP_PROD).waiting())
                .extracting(one -> one.artifact().digest())
                .containsExactly(digest("waits4"), digest("waits3"), digest("waits2"));
    }

    @Test
    void aRestrictionWhoseTimeIsOverIsNotShown() throws SQLException {
        served(SHOP_PROD, "serves");
        rows("restriction (app, environment, kind, reason, actor, since, until)"
                + " values ('shop', 'prod', 'FREEZE', 'sale', 'ada', now() - interval '2 h', now() - interval '1 h')");

        assertThat(cell(SHOP_PROD).restrictions()).isEmpty();
    }

    @Test
    void backGoesOverWhatMayNotRunToTheNewestThatMay() throws SQLException {
        served(SHOP_PROD, "older");
        served(SHOP_PROD, "wanted");
        Digest vetoed = served(SHOP_PROD, "vetoed");
        LedgerFixture.tamper("update artifact set veto = 'licence' where digest = '%s'".formatted(vetoed));
        Digest revoked = served(SHOP_PROD, "revoked");
        LedgerFixture.tamper("update placement set state = 'REVOKED' where digest = '%s'".formatted(revoked));
        Digest failed = artifact(SHOP_PROD.app(), "failed");
        placed(SHOP_PROD, failed, "APPROVED", null);
        deployment(SHOP_PROD, failed, "ROLLED_BACK");
        served(CART_PROD, "of another app");
        Digest serves = served(SHOP_PROD, "serves");
        deployment(SHOP_PROD, serves, "SUCCEEDED");

        assertThat(ledger.goodBefore(SHOP_PROD)).contains(digest("wanted"));
        assertThat(ledger.goodBefore(CART_PROD)).isEmpty();
        assertThat(ledger.goodBefore(CART_DEV)).isEmpty();
    }

    private PipelineView.Cell cell(AppEnvironment place) {
        return pipelines.all().stream()
                .flatMap(one -> one.cells().stream())
                .filter(one -> one.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    /** Made, let in, deployed, and what serves from now on. */
    private Digest served(AppEnvironment place, String name) throws SQLException {
        Digest digest = artifact(place.app(), name);
        placed(place, digest, "APPROVED", decision(place.toString()));
        deployment(place, digest, "SUCCEEDED");
        rows("""
                serving (app, environment, deployment_id, digest, url, since)
                select app, environment, id, digest, 'none', queued_at from deployment where digest = '%s'
                on conflict on constraint serving_pk do update set deployment_id = excluded.deployment_id, digest = excluded.digest""".formatted(digest));
        return digest;
    }

    private Digest artifact(AppName app, String name) throws SQLException {
        Digest digest = digest(name);
        rows("""
                artifact (digest, state, app, image_repository, media_type, source_repository, commit_id, build_id,
                    run_description, packaged_at)
                values ('%s', 'SCANNED', '%s', 'registry.example/shop', 'none', 'none', repeat('1', 40), gen_random_uuid(), '{}', %s)""".formatted(digest, app, next()));
        return digest;
    }

    private void placed(AppEnvironment place, Digest digest, String state, @Nullable String decision)
            throws SQLException {
        rows("placement (app, environment, digest, state, decision, changed_at) values ('%s', '%s', '%s', '%s', %s, %s)"
                .formatted(
                        place.app(),
                        place.environment(),
                        digest,
                        state,
                        decision == null ? "null" : "'" + decision + "'",
                        next()));
    }

    private void deployment(AppEnvironment place, Digest digest, String state) throws SQLException {
        rows("""
                deployment (id, state, app, environment, digest, configuration_sha256, cause, queued_at)
                values (gen_random_uuid(), '%s', '%s', '%s', '%s', 'none', 'DEPLOY', %s)""".formatted(state, place.app(), place.environment(), digest, next()));
    }

    /** The SHA-256 of a decision that speaks of {@code place}. */
    private static String decision(String place) throws SQLException {
        String body = """
                {"policy": {"after": ["before-%s"]}, "gates": [{"gate": "scan", "verdict": "PASS", "because": "clean"},
                    {"gate": "approvals", "verdict": "FAIL", "because": "of %s"}]}""".formatted(AppEnvironment.parse(place).environment(), place);
        String sha256 = Sha256.hex(body);
        rows(
                "evidence (sha256, kind, media_type, body) values ('%s', 'decision', 'application/json', convert_to('%s', 'UTF8')) on conflict do nothing"
                        .formatted(sha256, body));
        return sha256;
    }

    private static void rows(String what) throws SQLException {
        LedgerFixture.tamper("insert into " + what);
    }

    /** Each a moment after the one before. */
    private String next() {
        return "timestamptz '2026-01-01' + %d * interval '1 hour'".formatted(hour++);
    }

    private static Digest digest(String name) {
        return new Digest("sha256:" + Sha256.hex(name));
    }
}
