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
import java.util.Objects;
import java.util.function.Consumer;

/** Cores of stages in this process, each with what a service runs with. */
final class Cores implements AutoCloseable {
    /** Jobs at once of each stage, as its service has where an operator sets nothing. */
    private static final Map<Role, Integer> SLOTS =
            Map.of(Role.BUILDER, 4, Role.SCANNER, 4, Role.PROMOTER, 16, Role.DEPLOYER, 16);

    private final Bed bed;
    private final List<StageCore> running = new ArrayList<>();

    Cores(Bed bed) {
        this.bed = bed;
    }

    static int slots() {
        return SLOTS.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static int slots(Role role) {
        return Objects.requireNonNull(SLOTS.get(role), role.wireName());
    }

    StageCore start(Stage stage) throws SQLException {
        StageCore core = new StageCore(bed.ledger(), bed.bootstrapServers(), stage, slots(stage.role()));
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
