package dev.slipway.ledger;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a fact changes in the tables of current state. Only from facts: so that the tables can be rebuilt from the
 * entries. State columns are not touched here; the database moves them when the entry arrives.
 */
final class Projection {
    private Projection() {}

    static void apply(Connection connection, Subject subject, Fact fact, String actor, Instant at) throws SQLException {
        switch (fact) {
            case Fact.BuildRequested requested -> request(connection, build(subject), requested, actor, at);
            case Fact.BuildFinished finished -> {
                Sql.update(
                        connection,
                        "update build set digest = ?, failure_kind = ?, failure_reason = ?, log_sha256 = ?, finished_at = ?"
                                + " where id = ?",
                        finished.digest() == null ? null : finished.digest().value(),
                        finished.kind() == null ? null : finished.kind().name(),
                        finished.reason(),
                        finished.logSha256(),
                        at,
                        build(subject).value());
                StopRequests.forget(connection, subject.key());
            }
            case Fact.ArtifactPackaged packaged -> artifact(connection, digest(subject), packaged, at);
            case Fact.ScanFinished scanned ->
                Sql.update(
                        connection,
                        "update artifact set sbom_sha256 = ? where digest = ?",
                        scanned.sbomSha256(),
                        digest(subject).value());
            case Fact.PromotionRequested requested ->
                Sql.update(
                        connection,
                        "insert into placement (app, environment, digest, changed_at) values (?, ?, ?, ?)"
                                + " on conflict do nothing",
                        requested.app().value(),
                        requested.environment().value(),
                        digest(subject).value(),
                        at);
            case Fact.GateEvaluated evaluated ->
                decide(connection, subject, evaluated, evaluated.decision(), null, null);
            case Fact.PromotionApproved approved ->
                decide(connection, subject, approved, approved.decision(), approved.imageRepository(), approved.tag());
            case Fact.BuildCancelled cancelled ->
                StopRequests.ask(connection, subject.key(), cancelled.reason(), actor, at);
            case Fact.Ruling ruling -> RulingProjection.apply(connection, subject, ruling, actor, at);
            case Fact.DriftDetected drift -> Drifts.open(connection, drift, at);
            case Fact.DriftResolved drift -> Drifts.close(connection, drift);
            case Fact.OfDeployment deployment ->
                DeploymentProjection.apply(connection, digest(subject), deployment, actor, at);
            case Fact.BuildStarted _,
                    Fact.TestSuiteFinished _,
                    Fact.ArtifactPublished _,
                    Fact.ArtifactDeleted _,
                    Fact.TagAdded _,
                    Fact.PromotionSuperseded _,
                    Fact.PromotionRevoked _,
                    Fact.PromotionRestored _,
                    Fact.DeploymentRequested _,
                    Fact.FindingOpened _,
                    Fact.FindingResolved _,
                    Fact.JobDied _,
                    Fact.JobRedriven _,
                    Fact.JobSkipped _ -> {
                // told by the entries alone
            }
        }
    }

    /** Asked for once more, it stays the build that it is, but it may have become urgent. */
    private static void request(
            Connection connection, BuildId id, Fact.BuildRequested requested, String actor, Instant at)
            throws SQLException {
        BuildRequest request = requested.request();
        Sql.update(
                connection,
                "insert into build (id, repository, commit_id, ref, directory, rebuild, urgent, content_identity, actor, requested_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict on constraint build_pk"
                        + " do update set urgent = build.urgent or excluded.urgent",
                id.value(),
                request.repository(),
                request.commit().value(),
                request.ref(),
                request.directory(),
                request.rebuild(),
                request.urgent(),
                request.contentIdentity(),
                actor,
                at);
    }

    private static void artifact(Connection connection, Digest digest, Fact.ArtifactPackaged packaged, Instant at)
            throws SQLException {
        Sql.update(
                connection,
                "insert into artifact (digest, app, image_repository, media_type, source_repository, commit_id, ref,"
                        + " build_id, run_description, packaged_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                digest.value(),
                packaged.app().value(),
                packaged.imageRepository(),
                packaged.mediaType(),
                packaged.sourceRepository(),
                packaged.commit().value(),
                packaged.ref(),
                packaged.build().value(),
                packaged.runDescription(),
                at);
    }

    private static void decide(
            Connection connection,
            Subject subject,
            Fact.InEnvironment fact,
            String decision,
            @Nullable String imageRepository,
            @Nullable String tag)
            throws SQLException {
        Sql.update(
                connection,
                "update placement set decision = ?, image_repository = coalesce(?, image_repository), tag = coalesce(?, tag)"
                        + " where app = ? and environment = ? and digest = ?",
                decision,
                new Sql.Text(imageRepository),
                new Sql.Text(tag),
                fact.app().value(),
                fact.environment().value(),
                digest(subject).value());
    }

    private static BuildId build(Subject subject) {
        return switch (subject) {
            case Subject.OfBuild build -> build.id();
            case Subject.OfArtifact _, Subject.OfEnvironment _ ->
                throw new IllegalStateException("not a build: " + subject.key());
        };
    }

    private static Digest digest(Subject subject) {
        return switch (subject) {
            case Subject.OfArtifact artifact -> artifact.digest();
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new IllegalStateException("not an artifact: " + subject.key());
        };
    }
}
