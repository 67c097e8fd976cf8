package dev.slipway.benchmarks;

import dev.slipway.benchmarks.stage.InstantBuilder;
import dev.slipway.benchmarks.stage.InstantDeployer;
import dev.slipway.benchmarks.stage.InstantPromoter;
import dev.slipway.benchmarks.stage.InstantScanner;
import dev.slipway.ledger.Stage;
import dev.slipway.ledger.StageCore;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Cores of stages in this process, each with what a service runs with. */
final class Cores implements AutoCloseable {
    private final Bed bed;
    private final Map<String, String> operator;
    private final List<StageCore> running = new ArrayList<>();

    /** With the settings that the services come with. */
    Cores(Bed bed) {
        this(bed, Map.of());
    }

    /** @param operator settings that come before those of the services */
    Cores(Bed bed, Map<String, String> operator) {
        this.bed = bed;
        this.operator = operator;
    }

    /** How many of their jobs can be at the database at once. */
    int writers() {
        return running.stream().mapToInt(StageCore::writers).sum();
    }

    StageCore start(Stage stage) throws SQLException {
        StageCore core = new StageCore(bed.ledger(), bed.bootstrapServers(), stage, bed.project(), operator);
        running.add(core);
        return core.start();
    }

    StageCore startBuilder(Consumer<BuildId> started) throws SQLException {
        return start(new InstantBuilder(bed.ledger().ledger(Role.BUILDER), started));
    }

    void startScanner(Consumer<Digest> started) throws SQLException {
        start(new InstantScanner(bed.ledger().ledger(Role.SCANNER), started));
    }

    void startPromoter() throws SQLException {
        start(new InstantPromoter(bed.ledger().ledger(Role.PROMOTER)));
    }

    void startDeployer(Consumer<Digest> retired) throws SQLException {
        start(new InstantDeployer(bed.ledger().ledger(Role.DEPLOYER), retired));
    }

    @Override
    public void close() {
        running.forEach(StageCore::close);
    }
}
