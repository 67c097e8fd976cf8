package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Digest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a fact of a deployment changes in the tables of current state. */
final class DeploymentProjection {
    private DeploymentProjection() {}

    static void apply(Connection connection, Digest digest, Fact.OfDeployment fact, String actor, Instant at)
            throws SQLException {
        switch (fact) {
            case Fact.DeploymentQueued queued ->
                Sql.update(
                        connection,
                        "insert into deployment (id, app, environment, digest, configuration_sha256, cause, queued_at)"
                                + " values (?, ?, ?, ?, ?, ?, ?)",
                        queued.deployment().value(),
                        queued.app().value(),
                        queued.environment().value(),
                        digest.value(),
                        queued.configurationSha256(),
                        queued.cause(),
                        at);
            case Fact.DeploymentFailed failed -> end(connection, failed, failed.step() + ": " + failed.reason(), at);
            case Fact.DeploymentSkipped skipped -> end(connection, skipped, skipped.reason(), at);
            case Fact.DeploymentCancelled cancelled -> end(connection, cancelled, cancelled.reason(), at);
            case Fact.ServiceRolledBack rolledBack -> rolledBack(connection, digest, rolledBack, at);
            case Fact.AbortRequested abort ->
                StopRequests.ask(connection, abort.deployment().toString(), abort.reason(), actor, at);
            case Fact.ServiceDeployed deployed -> {
                end(connection, deployed, null, at);
                serve(connection, digest, deployed, deployed.url(), at);
            }
            case Fact.ServiceUpgraded upgraded -> {
                end(connection, upgraded, null, at);
                serve(connection, digest, upgraded, upgraded.url(), at);
            }
            case Fact.DeploymentStarted _, Fact.DeploymentProgressed _, Fact.VerificationFinished _ -> {
                // the state alone changes
            }
        }
    }

    /** The deployment that was undone ends with the cause; one that brings the old digest back ends well and serves. */
    private static void rolledBack(Connection connection, Digest digest, Fact.ServiceRolledBack fact, Instant at)
            throws SQLException {
        boolean restored = digest.equals(fact.to());
        end(connection, fact, restored ? null : fact.cause(), at);
        if (restored) {
            serve(connection, digest, fact, null, at);
        }
    }

    private static void end(Connection connection, Fact.OfDeployment fact, @Nullable String failure, Instant at)
            throws SQLException {
        Sql.update(
                connection,
                "update deployment set failure = ?, ended_at = ? where id = ?",
                failure,
                at,
                fact.deployment().value());
        StopRequests.forget(connection, fact.deployment().toString());
    }

    /** A deployment that succeeded serves and is known to be good. */
    private static void serve(
            Connection connection, Digest digest, Fact.OfDeployment fact, @Nullable String url, Instant at)
            throws SQLException {
        Sql.update(
                connection,
                """
                insert into serving (app, environment, deployment_id, digest, known_good_deployment_id,
                    known_good_digest, url, since)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict on constraint serving_pk do update set deployment_id = excluded.deployment_id,
                    digest = excluded.digest, known_good_deployment_id = excluded.known_good_deployment_id,
                    known_good_digest = excluded.known_good_digest, url = coalesce(?, serving.url),
                    since = excluded.since""",
                fact.app().value(),
                fact.environment().value(),
                fact.deployment().value(),
                digest.value(),
                fact.deployment().value(),
                digest.value(),
                url == null ? "" : url,
                at,
                url);
    }
}
