package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of a chain is what the ledger has. */
class ChainCacheComponentTest {
    private final Ledger ledger = new Ledger(LedgerFixture.as(Role.CONSOLE));
    private Subject build;

    @BeforeEach
    void ask() throws SQLException {
        LedgerFixture.clear();
        BuildId id = LedgerFixture.requestedBuild();
        build = Subject.of(id);
    }

    private void cancel() throws NotWritten {
        LedgerFixture.as(Role.CONSOLE).<Boolean, NotWritten>transaction("cancel", c -> {
            LedgerTx tx = LedgerTx.begin(c, Role.CONSOLE, "ada", List.of(), List.of(build), UUID.randomUUID());
            tx.append(build, new Fact.BuildCancelled("no longer wanted"));
            tx.flush();
            return true;
        });
    }

    @Test
    void onlyWhatCameSinceIsReadAgain() throws Exception {
        List<LifecycleEvent> first = ledger.events(build);
        cancel();

        List<LifecycleEvent> second = ledger.events(build);

        assertThat(first).hasSize(1);
        assertThat(second).extracting(LifecycleEvent::seq).containsExactly(1L, 2L);
        assertThat(second.getFirst()).isSameAs(first.getFirst());
        assertThat(second).isEqualTo(new Ledger(LedgerFixture.as(Role.CONSOLE)).events(build));
    }

    @Test
    void anotherChainInItsPlaceIsReadAnew() throws Exception {
        cancel();
        List<LifecycleEvent> before = ledger.events(build);
        LedgerFixture.tamper("update ledger_entry set hash = sha256(hash) where seq = 2");

        List<LifecycleEvent> after = ledger.events(build);

        assertThat(after).isEqualTo(before);
        assertThat(after.getFirst()).isNotSameAs(before.getFirst());
    }

    @Test
    void aChainThatWasCutOffIsShorter() throws Exception {
        cancel();
        assertThat(ledger.events(build)).hasSize(2);

        LedgerFixture.tamper("delete from ledger_entry where seq = 2");
        assertThat(ledger.events(build)).hasSize(1);
        LedgerFixture.tamper("delete from ledger_entry");
        assertThat(ledger.events(build)).isEmpty();
    }

    @Test
    void aSubjectWithoutEntriesHasNone() {
        assertThat(ledger.events(Subject.of(BuildId.next()))).isEmpty();
    }
}
