package dev.slipway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.ledger.Failpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of the cases is part of what a seed means. */
class DatabaseCasesTest {
    private static final String IN_A_SESSION = "database session ended ";

    @Test
    void areInTheSameOrderInEveryProcess() {
        List<Failpoint> inTransactions = DatabaseCases.all().stream()
                .map(FaultCase::name)
                .filter(name -> name.startsWith(IN_A_SESSION) && !name.contains("RELAY"))
                .map(name -> Failpoint.valueOf(name.substring(name.lastIndexOf(' ') + 1)))
                .toList();

        assertThat(inTransactions).isNotEmpty().isSorted();
    }
}
