package dev.slipway.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What an old ledger costs: lifecycles over a hundred times as many digests, and the console's answers from them. */
final class OldLedger implements Benchmark {
    private static final int ORIGINALS = 200;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        List<Double> young = new ArrayList<>();
        List<Double> old = new ArrayList<>();
        warmUp(bed, scale, told);
        measure(bed, scale, young);
        long few = bed.count("select count(*) from artifact");
        told.accept("with %d digests: %.1f lifecycles a second"
                .formatted(few, 1_000 / Spread.of(young).median()));
        long began = System.nanoTime();
        long many = new History(bed).grow(scale.digests(), ORIGINALS);
        told.accept("made %d digests with %d entries in %d s"
                .formatted(
                        many,
                        bed.count("select count(*) from ledger_entry"),
                        (System.nanoTime() - began) / 1_000_000_000));
        measure(bed, scale, old);
        told.accept("with %d digests: %.1f lifecycles a second"
                .formatted(many, 1_000 / Spread.of(old).median()));
        List<Result> results = new ArrayList<>();
        results.add(Result.ratio(
                "time of a lifecycle, %d digests against %d".formatted(many, few),
                "ms",
                Spread.of(old),
                Spread.of(young),
                "<= 1.2 x",
                ratio -> ratio <= 1.2));
        results.addAll(answers(bed, scale, told));
        return results;
    }

    /** Elsewhere, so that the young ledger is one. */
    private static void warmUp(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        told.accept("warming up");
        try (Bed other = new Bed(bed.project(), bed.folder().resolveSibling("bed-warm-up"));
                Traffic traffic = new Traffic(other)) {
            for (int round = 0; round <= scale.rounds(); round++) {
                traffic.perSecond(scale.lifecycles());
            }
        }
    }

    /** The milliseconds that a lifecycle took, round by round; the rounds are short, for each makes the ledger older. */
    private static void measure(Bed bed, Scale scale, List<Double> millis) throws SQLException, InterruptedException {
        try (Traffic traffic = new Traffic(bed)) {
            int some = Math.max(1, scale.lifecycles() / 3);
            traffic.perSecond(some);
            for (int round = 1; round <= scale.rounds(); round++) {
                millis.add(1_000 / traffic.perSecond(some));
            }
        }
    }

    private static List<Result> answers(Bed bed, Scale scale, Consumer<String> told)
            throws IOException, InterruptedException, SQLException {
        Map<String, String> questions = new TreeMap<>(Map.of(
                "why", "/v1/artifacts/%s/why?environment=prod",
                "page of an artifact", "/artifacts/%s",
                "page of all environments", "/",
                "deployments of an app", "/v1/apps/app-1/environments/prod/deployments"));
        List<Result> results = new ArrayList<>();
        try (Asking console = new Asking(bed)) {
            for (Map.Entry<String, String> question : questions.entrySet()) {
                List<String> digests = bed.texts("select digest from artifact order by md5(digest || '%s') limit %d"
                        .formatted(question.getKey(), scale.reads()));
                console.millis(question.getValue(), digests.subList(0, Math.min(20, digests.size())));
                List<Double> millis = console.millis(question.getValue(), digests);
                told.accept("%s: p50 %.0f ms, p99 %.0f ms"
                        .formatted(question.getKey(), Spread.at(millis, 0.5), Spread.at(millis, 0.99)));
                results.add(Result.absolute(
                        question.getKey() + ", p99",
                        "ms",
                        new Spread(Spread.at(millis, 0.99), Spread.at(millis, 0), Spread.at(millis, 1)),
                        "< 200",
                        p99 -> p99 < 200));
            }
        }
        return results;
    }
}
