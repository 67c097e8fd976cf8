package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger has now. Each call reads on its own: decide at finish, under the lock, not by what was read here. What
 * jobs ask all the time is asked for several at once.
 */
@ApplicationScoped
public non-sealed class Ledger extends LedgerReader {
    /** The one key of a question that has no parameter. */
    private static final Boolean NOW = true;

    private final Database database;
    private final ChainCache chains;
    private final Questions<Boolean, Instant> times;
    private final Questions<BuildId, BuildView> builds;
    private final Questions<Digest, ArtifactView> artifacts;
    private final Questions<Placement.Id, PlacementView> placements;
    private final Questions<Digest, List<PlacementView>> placementsOf;
    private final Questions<DeploymentId, DeploymentView> deployments;

    Ledger(Database database) {
        this.database = database;
        this.chains = new ChainCache(database);
        this.times = new Questions<>(database, "read the time", (c, _) -> Map.of(NOW, Sql.now(c)));
        this.builds = new Questions<>(database, "read builds", LedgerReads::builds);
        this.artifacts = new Questions<>(database, "read artifacts", LedgerReads::artifacts);
        this.placements = new Questions<>(database, "read placements", LedgerReads::placements);
        this.placementsOf = new Questions<>(database, "read placements", LedgerReads::placementsOf);
        this.deployments = new Questions<>(database, "read deployments", LedgerReads::deployments);
    }

    /** The database's time: the only clock that decisions know. */
    public Instant now() {
        return times.ask(NOW).orElseThrow();
    }

    @Override
    public Optional<BuildView> build(BuildId id) {
        return builds.ask(id);
    }

    @Override
    public Optional<ArtifactView> artifact(Digest digest) {
        return artifacts.ask(digest);
    }

    @Override
    public Optional<PlacementView> placement(Placement.Id id) {
        return placements.ask(id);
    }

    @Override
    public List<PlacementView> placements(Digest digest) {
        return placementsOf.ask(digest).orElse(List.of());
    }

    @Override
    public Optional<DeploymentView> deployment(DeploymentId id) {
        return deployments.ask(id);
    }

    @Override
    public List<LifecycleEvent> events(Subject subject) {
        return chains.events(subject);
    }

    @Override
    <T> T read(String what, Sql.Query<T> query) {
        return database.read(what, query);
    }

    @Override
    <T> T read(String what, Subject about, Sql.Query<T> query) {
        return read(what, query);
    }
}
