package dev.slipway.ledger;

import dev.slipway.events.MalformedEvent;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes in what outsiders ask for. The build's own event then asks for the job, like any other. */
final class RequestIntake implements Intake.Reader {
    private final Role role;
    private int known;

    /** What a record asks for. */
    private record Came(RequestReader.Asked asked, IncomingRecord incoming) {}

    /** A build that a record asks for. */
    private record Wanted(RequestReader.Received request, IncomingRecord incoming) {}

    RequestIntake(Role role) {
        this.role = role;
    }

    @Override
    public void store(Connection connection, List<IncomingRecord> records) throws SQLException, Intake.Unreadable {
        known = 0;
        List<Came> all = new ArrayList<>();
        for (IncomingRecord incoming : records) {
            all.add(new Came(read(incoming), incoming));
        }
        RequestBatch.lock(connection, all.stream().map(Came::asked).toList());
        List<Wanted> wanted = new ArrayList<>();
        for (Came one : all) {
            switch (one.asked()) {
                case RequestReader.Received request -> wanted.add(new Wanted(request, one.incoming()));
                case RequestReader.Cancelling stop -> {
                    // it may be about a build that was asked for just before it
                    accept(connection, wanted);
                    wanted.clear();
                    check(one.incoming(), Requests.stop(connection, stop, role, stop.source()));
                }
            }
        }
        accept(connection, wanted);
    }

    @Override
    public int known() {
        return known;
    }

    private void accept(Connection connection, List<Wanted> wanted) throws SQLException, Intake.Unreadable {
        List<Requests.Answer> answers = RequestBatch.accept(
                connection,
                wanted.stream()
                        .map(one -> new RequestBatch.Asking(
                                one.request(), one.request().source()))
                        .toList(),
                role);
        for (int i = 0; i < answers.size(); i++) {
            switch (answers.get(i)) {
                case Requests.Answer.Accepted _ -> {
                    // as it should be
                }
                case Requests.Answer.Existing _ -> known++;
                case Requests.Answer.Conflicting conflicting ->
                    check(wanted.get(i).incoming(), conflicting.reason());
            }
        }
    }

    /** @param refused why it is not accepted; null when it is */
    private static void check(IncomingRecord incoming, @Nullable String refused) throws Intake.Unreadable {
        if (refused != null) {
            throw new Intake.Unreadable(incoming, refused);
        }
    }

    private static RequestReader.Asked read(IncomingRecord incoming) throws Intake.Unreadable {
        try {
            return RequestReader.read(incoming.headers(), incoming.value());
        } catch (MalformedEvent e) {
            throw new Intake.Unreadable(incoming, String.valueOf(e.getMessage()));
        }
    }
}
