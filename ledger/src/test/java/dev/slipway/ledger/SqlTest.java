package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void aConnectionThatBreaksInABatchIsNoErrorThatEndsAThread() {
        PreparedStatement statement = (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (_, _, _) -> {
                    throw new AssertionError("pgStatement.getConnection().getAutoCommit() should not throw");
                });

        assertThatThrownBy(() -> Sql.executeBatch(statement))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("broke in the middle of a batch")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08006");
    }
}
