package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What people decide: committed to the ledger under their name before they are answered. */
@ApplicationScoped
public class Commands {
    private final Database database;

    Commands(Database database) {
        this.database = database;
    }

    /**
     * Locks the subjects, has {@code work} look at what holds now and record what follows, and commits.
     *
     * @param actor the person, as the console has authenticated them
     * @throws Obsolete if {@code work} found that the command makes no sense (any more); nothing is written then
     */
    public void run(String actor, Collection<Subject> subjects, LedgerWork work) throws Obsolete {
        try {
            database.<Boolean, NotWritten>transaction("record a command", connection -> {
                LedgerTx tx = LedgerTx.begin(connection, Role.CONSOLE, actor, List.of(), subjects, UUID.randomUUID());
                work.write(tx);
                tx.flush();
                return true;
            });
        } catch (NotWritten e) {
            switch (e) {
                case Obsolete obsolete -> throw obsolete;
                case JobQueue.Fenced fenced -> throw new IllegalStateException("a command has no lease", fenced);
            }
        }
    }
}
