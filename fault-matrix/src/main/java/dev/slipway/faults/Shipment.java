package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Unexpected;
import java.sql.SQLException;
import java.util.List;

/**
 * A commit on its way, and how it has to end: a fault in Slipway is no reason to fail a good commit or to pass a bad one.
 *
 * @param request the id under which it was asked for
 * @param answer what callers read once it serves
 */
record Shipment(String request, Nature nature, String answer) {
    /** Where it stands: the state of its build, then of its deployments. */
    String end(TestBed bed) throws SQLException {
        return bed.query("""
            select b.state || coalesce(' ' || b.failure_kind, '') || coalesce((select string_agg(' ' || d.state, '' order by
            d.queued_at) from deployment d where d.digest = b.digest), '') from build b
            where b.id = (select build_id from request where id = '%s')""".formatted(request));
    }

    private String wanted() {
        return switch (nature) {
            case GOOD -> "BUILT SUCCEEDED";
            case UNTESTED -> "FAILED TEST";
            case UNREADY -> "BUILT ABORTED";
            case BREAKS -> "BUILT ROLLED_BACK";
        };
    }

    /** Whether it stands where it has to end. */
    boolean ended(TestBed bed) throws SQLException {
        return end(bed).equals(wanted());
    }

    void requireEnd(TestBed bed) throws SQLException, Unexpected {
        String end = end(bed);
        if (!end.equals(wanted())) {
            throw new Unexpected("a commit that is %s ended as %s, wanted %s (request %s)"
                    .formatted(nature.word(), end, wanted(), request));
        }
    }

    /** Whatever became of it after: one that is overtaken is skipped. */
    void requireBuilt(TestBed bed) throws SQLException, Unexpected {
        String end = end(bed);
        if (!end.matches("BUILT (SUCCEEDED|SKIPPED)")) {
            throw new Unexpected("a good commit ended as %s (request %s)".formatted(end, request));
        }
    }

    /** Of several at once that are good, each serves or was overtaken, and one of them serves now. */
    static void requireOneServed(TestBed bed, List<Shipment> shipments)
            throws SQLException, InterruptedException, Unexpected {
        for (Shipment one : shipments) {
            one.requireBuilt(bed);
        }
        String got = bed.calls().answer();
        if (shipments.stream().noneMatch(one -> one.answer().equals(got))) {
            throw new Unexpected("callers read version '%s', wanted one of %s"
                    .formatted(got, shipments.stream().map(Shipment::answer).toList()));
        }
    }

    /** Of the last good one: callers have it. */
    void requireServed(TestBed bed) throws InterruptedException, Unexpected {
        String got = bed.calls().answer();
        if (!got.equals(answer)) {
            throw new Unexpected("callers read version '%s', wanted '%s'".formatted(got, answer));
        }
    }
}
