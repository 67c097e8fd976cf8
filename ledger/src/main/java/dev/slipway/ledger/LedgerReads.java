package dev.slipway.ledger;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.EventFormat;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the ledger has now, read on one connection. */
final class LedgerReads {
    private LedgerReads() {}

    static Map<BuildId, BuildView> builds(Connection connection, List<BuildId> ids) throws SQLException {
        return byKey(
                Sql.list(
                        connection,
                        LedgerReads::build,
                        "select * from build where id = any(?)",
                        Sql.array(connection, "uuid", ids, BuildId::value)),
                BuildView::id);
    }

    static Map<Digest, ArtifactView> artifacts(Connection connection, List<Digest> digests) throws SQLException {
        return byKey(
                Sql.list(connection, LedgerReads::artifact, "select * from artifact where digest = any(?)", (Object)
                        Sql.texts(digests, Digest::value)),
                ArtifactView::digest);
    }

    static Optional<String> artifactRepository(Connection connection, Digest digest) throws SQLException {
        return Sql.first(
                connection,
                row -> row.getString("image_repository"),
                "select image_repository from artifact where digest = ?",
                digest.value());
    }

    static Map<Placement.Id, PlacementView> placements(Connection connection, List<Placement.Id> ids)
            throws SQLException {
        return byKey(
                Sql.list(connection, LedgerReads::placement, "select * from placement where instance = any(?)", (Object)
                        Sql.texts(ids, Placement.Id::toString)),
                PlacementView::id);
    }

    /** Of each digest, in the order of their last change. */
    static Map<Digest, List<PlacementView>> placementsOf(Connection connection, List<Digest> digests)
            throws SQLException {
        return Sql.list(
                        connection,
                        LedgerReads::placement,
                        "select * from placement where digest = any(?) order by changed_at, instance",
                        (Object) Sql.texts(digests, Digest::value))
                .stream()
                .collect(Collectors.groupingBy(placement -> placement.id().digest(), Collectors.toUnmodifiableList()));
    }

    static List<PlacementView> openPlacements(Connection connection, AppEnvironment place) throws SQLException {
        return Sql.list(
                connection,
                LedgerReads::placement,
                "select * from placement where app = ? and environment = ? and state in ('PENDING', 'BLOCKED')"
                        + " order by changed_at, instance",
                place.app().value(),
                place.environment().value());
    }

    static Map<DeploymentId, DeploymentView> deployments(Connection connection, List<DeploymentId> ids)
            throws SQLException {
        return byKey(
                Sql.list(
                        connection,
                        LedgerReads::deployment,
                        "select * from deployment where id = any(?)",
                        Sql.array(connection, "uuid", ids, DeploymentId::value)),
                DeploymentView::id);
    }

    /** Newest first, {@code limit} at most; only those that were queued before {@code before}, if it is given. */
    static List<DeployedView> history(
            Connection connection, AppEnvironment place, @Nullable DeploymentId before, int limit) throws SQLException {
        return Sql.list(
                connection,
                row -> new DeployedView(deployment(row), new CommitId(row.getString("commit_id"))),
                """
                select d.*, a.commit_id from deployment d join artifact a on a.digest = d.digest
                where d.app = ? and d.environment = ? and (?::uuid is null
                    or (d.queued_at, d.id) < (select queued_at, id from deployment where id = ?::uuid))
                order by d.queued_at desc, d.id desc limit ?""",
                place.app().value(),
                place.environment().value(),
                before == null ? null : before.value(),
                before == null ? null : before.value(),
                limit);
    }

    static List<DeploymentView> deploymentsOf(Connection connection, Digest digest) throws SQLException {
        return Sql.list(
                connection,
                LedgerReads::deployment,
                "select * from deployment where digest = ? order by queued_at, id",
                digest.value());
    }

    static Optional<ServingView> serving(Connection connection, AppEnvironment place) throws SQLException {
        return Sql.first(
                connection,
                LedgerReads::serving,
                "select * from serving where app = ? and environment = ?",
                place.app().value(),
                place.environment().value());
    }

    static List<ServingView> serving(Connection connection, Digest digest) throws SQLException {
        return Sql.list(
                connection,
                LedgerReads::serving,
                "select * from serving where digest = ? order by app, environment",
                digest.value());
    }

    static List<ServingView> serving(Connection connection) throws SQLException {
        return Sql.list(connection, LedgerReads::serving, "select * from serving order by app, environment");
    }

    static List<LifecycleEvent> events(Connection connection, Subject subject) throws SQLException {
        return Sql.list(
                connection,
                row -> event(row.getBytes("bytes")),
                "select bytes from ledger_entry where subject_key = ? order by seq",
                subject.key());
    }

    static List<LifecycleEvent> chain(Connection connection, UUID chain) throws SQLException {
        return Sql.list(
                connection,
                row -> event(row.getBytes("bytes")),
                "select bytes from ledger_entry where chain_id = ? order by at, subject_key, seq",
                chain);
    }

    static LifecycleEvent event(byte[] bytes) {
        try {
            return EventFormat.read(bytes);
        } catch (MalformedEvent e) {
            throw new IllegalStateException("the ledger holds an entry that does not read back", e);
        }
    }

    private static BuildView build(ResultSet row) throws SQLException {
        String digest = row.getString("digest");
        return new BuildView(
                new BuildId(row.getObject("id", UUID.class)),
                Build.State.valueOf(row.getString("state")),
                new BuildRequest(
                        row.getString("repository"),
                        new CommitId(row.getString("commit_id")),
                        row.getString("ref"),
                        row.getString("directory"),
                        row.getBoolean("rebuild"),
                        row.getBoolean("urgent")),
                row.getString("actor"),
                digest == null ? null : new Digest(digest),
                row.getString("failure_kind"),
                row.getString("failure_reason"),
                Sql.instant(row, "requested_at"),
                Sql.instantOrNull(row, "finished_at"));
    }

    static ArtifactView artifact(ResultSet row) throws SQLException {
        return new ArtifactView(
                new Digest(row.getString("digest")),
                Artifact.State.valueOf(row.getString("state")),
                new AppName(row.getString("app")),
                row.getString("image_repository"),
                row.getString("media_type"),
                row.getString("source_repository"),
                new CommitId(row.getString("commit_id")),
                row.getString("ref"),
                new BuildId(row.getObject("build_id", UUID.class)),
                row.getString("run_description"),
                row.getString("sbom_sha256"),
                row.getString("veto"),
                Sql.instant(row, "packaged_at"));
    }

    static PlacementView placement(ResultSet row) throws SQLException {
        return new PlacementView(
                new Placement.Id(Places.of(row), new Digest(row.getString("digest"))),
                Placement.State.valueOf(row.getString("state")),
                row.getString("image_repository"),
                row.getString("tag"),
                row.getString("decision"),
                Sql.instant(row, "changed_at"));
    }

    static DeploymentView deployment(ResultSet row) throws SQLException {
        return new DeploymentView(
                new DeploymentId(row.getObject("id", UUID.class)),
                Deployment.State.valueOf(row.getString("state")),
                Places.of(row),
                new Digest(row.getString("digest")),
                row.getString("configuration_sha256"),
                row.getString("cause"),
                row.getString("failure"),
                Sql.instant(row, "queued_at"),
                Sql.instantOrNull(row, "ended_at"));
    }

    static ServingView serving(ResultSet row) throws SQLException {
        UUID knownGood = row.getObject("known_good_deployment_id", UUID.class);
        return new ServingView(
                Places.of(row),
                new DeploymentId(row.getObject("deployment_id", UUID.class)),
                new Digest(row.getString("digest")),
                knownGood == null ? null : new DeploymentId(knownGood),
                digestOrNull(row.getString("known_good_digest")),
                row.getString("url"),
                Sql.instant(row, "since"));
    }

    private static <K, V> Map<K, V> byKey(List<V> views, Function<V, K> key) {
        return views.stream().collect(Collectors.toMap(key, Function.identity()));
    }

    private static @Nullable Digest digestOrNull(@Nullable String value) {
        return value == null ? null : new Digest(value);
    }
}
