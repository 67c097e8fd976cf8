package dev.slipway.ledger;

import dev.slipway.events.MalformedEvent;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Takes in what outsiders ask for. The build's own event then asks for the job, like any other. */
final class RequestIntake implements Intake.Reader {
    private final Role role;

    RequestIntake(Role role) {
        this.role = role;
    }

    @Override
    public void store(Connection connection, List<IncomingRecord> records) throws SQLException, Intake.Unreadable {
        for (IncomingRecord incoming : records) {
            RequestReader.Received request = read(incoming);
            Requests.Answer answer = Requests.accept(connection, request, role, request.source());
            if (answer instanceof Requests.Answer.Conflicting conflicting) {
                throw new Intake.Unreadable(incoming, conflicting.reason());
            }
        }
    }

    private static RequestReader.Received read(IncomingRecord incoming) throws Intake.Unreadable {
        try {
            return RequestReader.read(incoming.headers(), incoming.value());
        } catch (MalformedEvent e) {
            throw new Intake.Unreadable(incoming, String.valueOf(e.getMessage()));
        }
    }
}
