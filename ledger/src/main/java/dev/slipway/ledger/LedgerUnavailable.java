package dev.slipway.ledger;

import java.sql.SQLException;

/** The database did not answer, or refused: worth another try unless {@link #isData}. */
public final class LedgerUnavailable extends RuntimeException {
    private final String sqlState;

    LedgerUnavailable(String what, SQLException cause) {
        super(what + ": " + cause.getMessage(), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** The statement itself is at fault: data of a wrong form (class 22) or a broken constraint or rule (23, SL). */
    boolean isData() {
        return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("SL");
    }

    boolean breaksLedgerRule() {
        return sqlState.startsWith("SL");
    }
}
