package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A transaction for what several jobs of a stage want to write. All their subjects are locked, then all their lanes: from
 * there on every lease is either lost or its job's own until the end. Then each writes in turn.
 */
final class JointTx {
    private final Connection connection;
    private final Role role;
    private final OpenChains chains;
    private final Followups followups;
    private final Map<UUID, Long> held;
    private final List<Writing> written = new ArrayList<>();

    private JointTx(Connection connection, Role role, OpenChains chains, Map<UUID, Long> held) {
        this.connection = connection;
        this.role = role;
        this.chains = chains;
        this.followups = new Followups(connection, role.wireName());
        this.held = held;
    }

    static JointTx begin(Connection connection, Role role, List<Writing> all) throws SQLException {
        Map<Subject, UUID> subjects = new HashMap<>();
        for (Writing one : all) {
            if (!one.subjects().isEmpty()) {
                UUID chain = chainOf(connection, one.lease());
                one.subjects().forEach(subject -> subjects.putIfAbsent(subject, chain));
            }
        }
        OpenChains chains = OpenChains.lock(connection, subjects);
        Map<UUID, Long> held = JobQueue.hold(
                connection, role.wireName(), all.stream().map(Writing::lease).toList());
        return new JointTx(connection, role, chains, held);
    }

    /** In whose name a stage writes. */
    static String actor(Role role) {
        return "slipway/" + role.wireName();
    }

    /** New subjects join the chain of the subject the job is about. */
    static UUID chainOf(Connection connection, JobQueue.Lease lease) throws SQLException {
        UUID known = lease.chain();
        if (known != null) {
            return known;
        }
        return Sql.first(
                        connection,
                        row -> row.getObject("chain_id", UUID.class),
                        "select chain_id from subject where key = ?",
                        lease.job().subject().key())
                .orElseGet(UUID::randomUUID);
    }

    /**
     * Writes for one of the jobs, unless an earlier try has done so.
     *
     * @throws Spoilt instead of either, if something had been changed or made for it by then
     */
    void write(Writing one) throws SQLException, NotWritten {
        if (one.isWritten(connection)) {
            return;
        }
        LedgerTx tx =
                new LedgerTx(chains, followups, role, actor(role), one.lease().causes(), one.subjects());
        try {
            if (!Objects.equals(held.get(one.lease().job().id()), one.lease().fence())) {
                throw new JobQueue.Fenced(one.lease());
            }
            one.write(tx);
        } catch (NotWritten e) {
            if (tx.wrote() || one.subjects().stream().anyMatch(subject -> tx.length(subject) == 0)) {
                throw new Spoilt(e);
            }
            throw e;
        }
        written.add(one);
    }

    /** Sends what was appended and ends the jobs that are to end. Then the transaction may commit. */
    void end() throws SQLException {
        chains.flush();
        followups.send();
        JobQueue.done(
                connection,
                role.wireName(),
                written.stream().filter(one -> one.kind().ends()).toList());
        written.forEach(one -> one.kind().beforeCommit());
    }

    /** A writer was refused after something had been changed or made for it, which only a roll back can undo. */
    static final class Spoilt extends RuntimeException {
        private final transient NotWritten why;

        Spoilt(NotWritten why) {
            super(why);
            this.why = why;
        }

        NotWritten why() {
            return why;
        }
    }
}
