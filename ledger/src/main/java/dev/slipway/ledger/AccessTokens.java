package dev.slipway.ledger;

import dev.slipway.lifecycle.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tokens that open the console, known by their hashes. */
@ApplicationScoped
public class AccessTokens {
    private final Database database;

    AccessTokens(Database database) {
        this.database = database;
    }

    /** A token to be made. */
    public record NewToken(
            String name, List<String> roles, List<String> apps, List<String> environments, Duration life) {
        public NewToken {
            roles = List.copyOf(roles);
            apps = List.copyOf(apps);
            environments = List.copyOf(environments);
        }
    }

    /** Keeps a token by the hash of its secret; nothing if one of this name is there that was not revoked. */
    public Optional<AccessTokenView> create(NewToken token, byte[] hash, String by) {
        return database.transaction(
                "keep a token",
                c -> Sql.first(
                        c,
                        AccessTokens::view,
                        "insert into access_token (id, name, hash, roles, apps, environments, created_by, expires_at)"
                                + " values (?, ?, ?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 second')"
                                + " on conflict (name) where revoked_at is null do nothing returning *",
                        Uuid7.next(),
                        token.name(),
                        hash,
                        token.roles().toArray(String[]::new),
                        token.apps().toArray(String[]::new),
                        token.environments().toArray(String[]::new),
                        by,
                        token.life().toSeconds()));
    }

    /** The token with this hash if it opens anything now; notes the use, to the minute. */
    public Optional<AccessTokenView> use(byte[] hash) {
        return database.transaction("look a token up", c -> {
            Optional<AccessTokenView> found = Sql.first(
                    c,
                    AccessTokens::view,
                    "select * from access_token where hash = ? and revoked_at is null and expires_at > clock_timestamp()",
                    hash);
            if (found.isPresent()) {
                Sql.update(
                        c,
                        "update access_token set last_used_at = clock_timestamp() where hash = ?"
                                + " and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')",
                        hash);
            }
            return found;
        });
    }

    /** All of them, those that open nothing any more included; newest first. */
    public List<AccessTokenView> list() {
        return database.transaction(
                "list tokens",
                c -> Sql.list(c, AccessTokens::view, "select * from access_token order by created_at desc, id"));
    }

    /** Ends a token and the sessions it opened; false if there is none, or it was revoked before. */
    public boolean revoke(UUID id, String by) {
        return database.transaction("revoke a token", c -> {
            boolean revoked = Sql.update(
                            c,
                            "update access_token set revoked_at = clock_timestamp(), revoked_by = ?"
                                    + " where id = ? and revoked_at is null",
                            by,
                            id)
                    == 1;
            Sql.update(c, "delete from session where token_hash = (select hash from access_token where id = ?)", id);
            return revoked;
        });
    }

    private static AccessTokenView view(ResultSet row) throws SQLException {
        return new AccessTokenView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                texts(row.getArray("roles")),
                texts(row.getArray("apps")),
                texts(row.getArray("environments")),
                row.getString("created_by"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "expires_at"),
                Sql.instantOrNull(row, "revoked_at"),
                row.getString("revoked_by"),
                Sql.instantOrNull(row, "last_used_at"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
