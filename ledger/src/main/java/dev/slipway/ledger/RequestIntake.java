package dev.slipway.ledger;

import dev.slipway.events.MalformedEvent;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes in what outsiders ask for. The build's own event then asks for the job, like any other. */
final class RequestIntake implements Intake.Reader {
    private final Role role;
    private int known;

    RequestIntake(Role role) {
        this.role = role;
    }

    @Override
    public void store(Connection connection, List<IncomingRecord> records) throws SQLException, Intake.Unreadable {
        known = 0;
        for (IncomingRecord incoming : records) {
            String refused = refused(connection, read(incoming));
            if (refused != null) {
                throw new Intake.Unreadable(incoming, refused);
            }
        }
    }

    @Override
    public int known() {
        return known;
    }

    /** Why it is not accepted; null when it is. */
    private @Nullable String refused(Connection connection, RequestReader.Asked asked) throws SQLException {
        return switch (asked) {
            case RequestReader.Received request ->
                switch (Requests.accept(connection, request, role, request.source())) {
                    case Requests.Answer.Accepted _ -> null;
                    case Requests.Answer.Existing _ -> {
                        known++;
                        yield null;
                    }
                    case Requests.Answer.Conflicting conflicting -> conflicting.reason();
                };
            case RequestReader.Cancelling stop -> Requests.stop(connection, stop, role, stop.source());
        };
    }

    private static RequestReader.Asked read(IncomingRecord incoming) throws Intake.Unreadable {
        try {
            return RequestReader.read(incoming.headers(), incoming.value());
        } catch (MalformedEvent e) {
            throw new Intake.Unreadable(incoming, String.valueOf(e.getMessage()));
        }
    }
}
