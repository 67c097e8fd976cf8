package dev.slipway.ledger;

import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people decide: committed to the ledger under their name before they are answered. */
@ApplicationScoped
public class Commands {
    private final Database database;

    Commands(Database database) {
        this.database = database;
    }

    /** What a command came to, as its caller is told. */
    @FunctionalInterface
    public interface Answering {
        String write(LedgerTx tx) throws Obsolete;
    }

    /**
     * Locks the subjects, has {@code work} look at what holds now and record what follows, and commits; once for each key
     * of an actor: the same command again changes nothing and gets the answer it got.
     *
     * @param actor the person, as the console has authenticated them
     * @param payload what is ordered; another payload under the same key is refused as obsolete
     * @throws Obsolete if {@code work} found that the command makes no sense (any more); nothing is written then
     */
    public String once(String actor, String key, String payload, Collection<Subject> subjects, Answering work)
            throws Obsolete {
        String sha256 = Sha256.hex(payload);
        try {
            String given = database.<String, NotWritten>transaction("record a command", connection -> {
                Sql.list(
                        connection,
                        row -> true,
                        "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                        "slipway-command\n" + actor + "\n" + key);
                String known = known(connection, actor, key, sha256);
                if (known != null) {
                    return known;
                }
                LedgerTx tx = LedgerTx.begin(connection, Role.CONSOLE, actor, List.of(), subjects, UUID.randomUUID());
                String answer = work.write(tx);
                tx.flush();
                Sql.update(
                        connection,
                        "insert into command (actor, key, payload_sha256, answer) values (?, ?, ?, ?)",
                        actor,
                        key,
                        sha256,
                        answer);
                Failpoint.COMMAND_BEFORE_COMMIT.hit();
                return answer;
            });
            Failpoint.COMMAND_AFTER_COMMIT.hit();
            return given;
        } catch (NotWritten e) {
            switch (e) {
                case Obsolete obsolete -> throw obsolete;
                case JobQueue.Fenced fenced -> throw new IllegalStateException("a command has no lease", fenced);
            }
        }
    }

    private static @Nullable String known(Connection connection, String actor, String key, String sha256)
            throws SQLException, Obsolete {
        Optional<Map.Entry<String, String>> known = Sql.first(
                connection,
                row -> Map.entry(row.getString("payload_sha256"), row.getString("answer")),
                "select payload_sha256, answer from command where actor = ? and key = ?",
                actor,
                key);
        if (known.isPresent() && !known.get().getKey().equals(sha256)) {
            throw new Obsolete("the idempotency key '%s' came before with another command: use a new key for a new one"
                    .formatted(key));
        }
        return known.map(Map.Entry::getValue).orElse(null);
    }
}
