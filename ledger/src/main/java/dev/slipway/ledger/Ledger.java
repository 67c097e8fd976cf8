package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** What the ledger has now. Each call reads on its own: decide at finish, under the lock, not by what was read here. */
@ApplicationScoped
public non-sealed class Ledger extends LedgerReader {
    private final Database database;

    Ledger(Database database) {
        this.database = database;
    }

    /** The database's time: the only clock that decisions know. */
    public Instant now() {
        return read("read the time", Sql::now);
    }

    @Override
    <T> T read(String what, Sql.Query<T> query) {
        return database.read(what, query);
    }
}
