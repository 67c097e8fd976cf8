package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be asked of the ledger, inside a transaction that writes or outside of any. */
public abstract sealed class LedgerReader permits Ledger, LedgerTx {
    /** Deployments that are read at a time. */
    private static final int PAGE = 20;

    /** Runs a query; {@code what} names it in errors. */
    abstract <T> T read(String what, Sql.Query<T> query);

    /** Runs a query whose answer no entry about another subject changes. */
    abstract <T> T read(String what, Subject about, Sql.Query<T> query);

    public Optional<BuildView> build(BuildId id) {
        return read("read a build", Subject.of(id), c -> one(LedgerReads.builds(c, List.of(id)), id));
    }

    public Optional<ArtifactView> artifact(Digest digest) {
        return read(
                "read an artifact", Subject.of(digest), c -> one(LedgerReads.artifacts(c, List.of(digest)), digest));
    }

    public Optional<PlacementView> placement(Placement.Id id) {
        return read("read a placement", Subject.of(id.digest()), c -> one(LedgerReads.placements(c, List.of(id)), id));
    }

    /** In the order of their last change. */
    public List<PlacementView> placements(Digest digest) {
        return read(
                "read placements",
                Subject.of(digest),
                c -> LedgerReads.placementsOf(c, List.of(digest)).getOrDefault(digest, List.of()));
    }

    /** Of the digests that asked to enter there and wait for a gate, in the order of their last change. */
    public List<PlacementView> openPlacements(AppEnvironment place) {
        return read("read placements", c -> LedgerReads.openPlacements(c, place));
    }

    public Optional<DeploymentView> deployment(DeploymentId id) {
        return read("read a deployment", c -> one(LedgerReads.deployments(c, List.of(id)), id));
    }

    /** Newest first, read from the ledger as far as somebody looks: a place may have had thousands. */
    public Stream<DeploymentView> deployments(AppEnvironment place) {
        return Stream.iterate(
                        history(place, null, PAGE),
                        page -> !page.isEmpty(),
                        page -> page.size() < PAGE
                                ? List.of()
                                : history(place, page.getLast().deployment().id(), PAGE))
                .flatMap(List::stream)
                .map(DeployedView::deployment);
    }

    /**
     * What was deployed there, newest first.
     *
     * @param before only what was queued before this one; from the newest on if null
     */
    public List<DeployedView> history(AppEnvironment place, @Nullable DeploymentId before, int limit) {
        return read("read a place's history", c -> LedgerReads.history(c, place, before, limit));
    }

    /** Where a roll back would go: the newest that succeeded there, is not what serves, and may run. */
    public Optional<Digest> goodBefore(AppEnvironment place) {
        return read(
                "read where a roll back would go",
                c -> Optional.ofNullable(
                        new Places(c, List.of(place)).goodBefore().get(place)));
    }

    /** Oldest first. */
    public List<DeploymentView> deployments(Digest digest) {
        return read("read deployments", Subject.of(digest), c -> LedgerReads.deploymentsOf(c, digest));
    }

    public Optional<ServingView> serving(AppEnvironment place) {
        return read("read what serves", c -> LedgerReads.serving(c, place));
    }

    /** Where this digest has the traffic. */
    public List<ServingView> serving(Digest digest) {
        return read("read where a digest serves", c -> LedgerReads.serving(c, digest));
    }

    public List<ServingView> serving() {
        return read("read what serves", LedgerReads::serving);
    }

    /** Holds and freezes, also those whose time is over. */
    public List<RestrictionView> restrictions(AppEnvironment place) {
        return read("read restrictions", Subject.of(place), c -> Rulings.restrictions(c, place));
    }

    /** The last word of each approver. */
    public List<ApprovalView> approvals(Placement.Id id) {
        return read("read approvals", Subject.of(id.digest()), c -> Rulings.approvals(c, id));
    }

    /** Those that were not taken back, also those that have expired. */
    public List<WaiverView> waivers(Subject subject) {
        return read("read waivers", subject, c -> Rulings.waivers(c, subject));
    }

    public List<DriftView> drifts(AppEnvironment place) {
        return read("read drift", c -> Drifts.of(c, place));
    }

    public List<ComponentView> components(Digest digest) {
        return read("read an artifact's components", c -> Contents.components(c, digest));
    }

    public List<FindingView> findings(Digest digest) {
        return read("read findings", c -> Contents.findings(c, digest));
    }

    public Optional<ScanView> scan(Digest digest) {
        return read("read an artifact's last scan", c -> ScanStore.scan(c, digest));
    }

    public Optional<SnapshotView> latestAdvisories() {
        return read("read the last advisory snapshot", AdvisoryStore::latest);
    }

    /** Every fact about one subject, in order. */
    public List<LifecycleEvent> events(Subject subject) {
        return read("read a subject's entries", subject, c -> LedgerReads.events(c, subject));
    }

    /** Every fact that followed from one build request, in order of time. */
    public List<LifecycleEvent> chain(UUID chain) {
        return read("read a chain", c -> LedgerReads.chain(c, chain));
    }

    /** The body of a piece of evidence. */
    public Optional<byte[]> evidence(String sha256) {
        return read(
                "read evidence",
                c -> Sql.first(c, row -> row.getBytes("body"), "select body from evidence where sha256 = ?", sha256));
    }

    private static <K, V> Optional<V> one(Map<K, V> found, K key) {
        return Optional.ofNullable(found.get(key));
    }
}
