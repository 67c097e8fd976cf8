package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** What the ledger has now. Each call reads on its own: decide at finish, under the lock, not by what was read here. */
@ApplicationScoped
public non-sealed class Ledger extends LedgerReader {
    private final Database database;
    private final ChainCache chains = new ChainCache();

    Ledger(Database database) {
        this.database = database;
    }

    /** The database's time: the only clock that decisions know. */
    public Instant now() {
        return read("read the time", Sql::now);
    }

    @Override
    public List<LifecycleEvent> events(Subject subject) {
        return read("read a subject's entries", c -> chains.events(c, subject));
    }

    @Override
    <T> T read(String what, Sql.Query<T> query) {
        return database.read(what, query);
    }
}
