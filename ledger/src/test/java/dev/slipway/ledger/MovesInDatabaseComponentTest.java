package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The state machines in Java and in the database are one. */
class MovesInDatabaseComponentTest {
    @Test
    void theDatabaseKnowsTheMovesOfTheTypesAndNoOthers() throws SQLException {
        List<String> moves = new ArrayList<>();
        for (FactType type : FactType.values()) {
            for (FactType.Edge edge : type.edges()) {
                for (Role writer : type.writers()) {
                    moves.add("%s %s %s->%s %s"
                            .formatted(
                                    type.wireName(),
                                    edge.machine().wireName(),
                                    edge.from(),
                                    edge.to(),
                                    writer.wireName()));
                }
            }
        }

        assertThat(LedgerFixture.rows(
                        row -> "%s %s %s->%s %s"
                                .formatted(
                                        row.getString("type"),
                                        row.getString("machine"),
                                        row.getString("from_state"),
                                        row.getString("to_state"),
                                        row.getString("role")),
                        "select * from move"))
                .containsExactlyInAnyOrderElementsOf(moves);
    }

    @Test
    void theDatabaseKnowsWhoMayWriteWhatAboutWhichSubject() throws SQLException {
        List<String> writers = new ArrayList<>();
        for (FactType type : FactType.values()) {
            for (Subject.Kind kind : type.subjects()) {
                for (Role writer : type.writers()) {
                    writers.add("%s %s %s".formatted(type.wireName(), kind.wireName(), writer.wireName()));
                }
            }
        }

        assertThat(LedgerFixture.rows(
                        row -> "%s %s %s"
                                .formatted(row.getString("type"), row.getString("subject_kind"), row.getString("role")),
                        "select * from fact_type"))
                .containsExactlyInAnyOrderElementsOf(writers);
    }
}
