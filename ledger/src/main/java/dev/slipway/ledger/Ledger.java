package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the ledger has now. Each call reads on its own: decide at finish, under the lock, not by what was read here. */
@ApplicationScoped
public class Ledger {
    private final Database database;

    Ledger(Database database) {
        this.database = database;
    }

    /** The database's time: the only clock that decisions know. */
    public Instant now() {
        return database.transaction("read the time", Sql::now);
    }

    public Optional<BuildView> build(BuildId id) {
        return database.transaction("read a build", c -> LedgerReads.build(c, id));
    }

    public Optional<ArtifactView> artifact(Digest digest) {
        return database.transaction("read an artifact", c -> LedgerReads.artifact(c, digest));
    }

    public Optional<PlacementView> placement(Placement.Id id) {
        return database.transaction("read a placement", c -> LedgerReads.placement(c, id));
    }

    /** In the order of their last change. */
    public List<PlacementView> placements(Digest digest) {
        return database.transaction("read placements", c -> LedgerReads.placements(c, digest));
    }

    /** Of all digests that ever asked to enter there, in the order of their last change. */
    public List<PlacementView> placements(AppEnvironment place) {
        return database.transaction("read placements", c -> LedgerReads.placements(c, place));
    }

    public Optional<DeploymentView> deployment(DeploymentId id) {
        return database.transaction("read a deployment", c -> LedgerReads.deployment(c, id));
    }

    /** Newest first. */
    public List<DeploymentView> deployments(AppEnvironment place) {
        return database.transaction("read deployments", c -> LedgerReads.deployments(c, place));
    }

    /** Oldest first. */
    public List<DeploymentView> deployments(Digest digest) {
        return database.transaction("read deployments", c -> LedgerReads.deployments(c, digest));
    }

    public Optional<ServingView> serving(AppEnvironment place) {
        return database.transaction("read what serves", c -> LedgerReads.serving(c, place));
    }

    public List<ServingView> serving() {
        return database.transaction("read what serves", c -> LedgerReads.serving(c));
    }

    /** Holds and freezes, also those whose time is over. */
    public List<RestrictionView> restrictions(AppEnvironment place) {
        return database.transaction("read restrictions", c -> Rulings.restrictions(c, place));
    }

    /** The last word of each approver. */
    public List<ApprovalView> approvals(Placement.Id id) {
        return database.transaction("read approvals", c -> Rulings.approvals(c, id));
    }

    /** Those that were not taken back, also those that have expired. */
    public List<WaiverView> waivers(Subject subject) {
        return database.transaction("read waivers", c -> Rulings.waivers(c, subject));
    }

    public List<DriftView> drifts(AppEnvironment place) {
        return database.transaction("read drift", c -> Drifts.of(c, place));
    }

    public List<FindingView> findings(Digest digest) {
        return database.transaction("read findings", c -> Contents.findings(c, digest));
    }

    /** Every fact about one subject, in order. */
    public List<LifecycleEvent> events(Subject subject) {
        return database.transaction("read a subject's entries", c -> LedgerReads.events(c, subject));
    }

    /** Every fact that followed from one build request, in order of time. */
    public List<LifecycleEvent> chain(UUID chain) {
        return database.transaction("read a chain", c -> LedgerReads.chain(c, chain));
    }

    /** The body of a piece of evidence. */
    public Optional<byte[]> evidence(String sha256) {
        return database.transaction(
                "read evidence",
                c -> Sql.first(c, row -> row.getBytes("body"), "select body from evidence where sha256 = ?", sha256));
    }
}
