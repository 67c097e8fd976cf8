package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Who is logged in to the pages. Kept here, so that a session outlives the console's process and ends for all replicas. */
@ApplicationScoped
public class Sessions {
    private final Database database;

    Sessions(Database database) {
        this.database = database;
    }

    /**
     * Somebody who is logged in.
     *
     * @param tokenHash of the token that was shown at the login
     */
    public record Session(byte[] tokenHash, String actor) {}

    public void open(byte[] idHash, Session session, Duration life) {
        database.transaction("open a session", c -> {
            Sql.update(c, "delete from session where expires_at < clock_timestamp()");
            return Sql.update(
                    c,
                    "insert into session (id_hash, token_hash, actor, expires_at)"
                            + " values (?, ?, ?, clock_timestamp() + ? * interval '1 second')",
                    idHash,
                    session.tokenHash(),
                    session.actor(),
                    life.toSeconds());
        });
    }

    public Optional<Session> find(byte[] idHash) {
        return database.transaction(
                "look a session up",
                c -> Sql.first(
                        c,
                        row -> new Session(row.getBytes("token_hash"), row.getString("actor")),
                        "select * from session where id_hash = ? and expires_at > clock_timestamp()",
                        idHash));
    }

    public void close(byte[] idHash) {
        database.transaction("close a session", c -> Sql.update(c, "delete from session where id_hash = ?", idHash));
    }
}
