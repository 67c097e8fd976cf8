package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What KEDA asks, as the role it asks it by. */
class ScalingQueryComponentTest {
    private static final Pattern QUERY = Pattern.compile("query: \"(.+)\"");

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private static String query(Role role) throws IOException {
        return QUERY.matcher(Files.readString(Path.of("../kubernetes/keda.yaml")))
                .results()
                .map(found -> found.group(1))
                .filter(query -> query.contains("'%s'".formatted(role.wireName())))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"BUILDER", "SCANNER", "PROMOTER"})
    void countsLanesThatAreDueOrRun(Role role) throws Exception {
        LedgerFixture.tamper("""
                insert into lane (stage, name, next_at, held_by, running_job, lease_until)
                select stage, lane.* from (values
                    ('due', now() - interval '1 second', null::uuid, null::uuid, null::timestamptz),
                    ('due as well', now(), null, null, null),
                    ('runs', 'infinity', null, gen_random_uuid(), now() + interval '1 minute'),
                    ('has nothing', 'infinity', null, null, null),
                    ('later', now() + interval '1 hour', null, null, null),
                    ('waits for a person', now(), gen_random_uuid(), null, null)) as lane,
                    (values ('builder'), ('scanner'), ('promoter'), ('deployer')) as stages(stage)""");

        String query = query(role);

        long wanted = LedgerFixture.as(role)
                .read(
                        "ask what KEDA asks",
                        c -> Sql.first(c, row -> row.getLong(1), query).orElseThrow());

        assertThat(wanted).isEqualTo(3);
    }
}
