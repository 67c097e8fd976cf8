package dev.slipway.faults;

import dev.slipway.faults.FaultCase.Aftermath;
import dev.slipway.faults.judge.Violation;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All cases over one test bed after the other: one that failed is left as it is, and the next case gets a new one. */
public final class Matrix implements AutoCloseable {
    private static final Pattern LONG = Pattern.compile("^(crash loop|stop rolling)|for two minutes|^event late");

    /** Not in a sample: they need root, a package more or an engine of their own. */
    private static final Pattern DEMANDING = Pattern.compile("^(disk|clock|engine) ");

    private final Beds beds;
    private final long seed;
    private final Consumer<String> told;
    private final List<Result> results = new ArrayList<>();
    private @Nullable TestBed bed;

    /** Makes a test bed that is not opened yet. */
    @FunctionalInterface
    public interface Beds {
        TestBed make(int number, Ground ground) throws IOException;
    }

    private int made;

    /** @param told hears of every case */
    public Matrix(Beds beds, long seed, Consumer<String> told) {
        this.beds = beds;
        this.seed = seed;
        this.told = told;
    }

    /** Every case there is whose name the pattern is found in; those of kind kill, if it may be one, are found by a rehearsal. */
    public List<Result> run(Pattern names) throws Exception {
        List<FaultCase> all = KillCases.mayBe(names) ? withRehearsal() : cases(List.of());
        List<FaultCase> cases =
                all.stream().filter(one -> names.matcher(one.name()).find()).toList();
        told.accept("%d cases".formatted(cases.size()));
        for (int i = 0; i < cases.size(); i++) {
            run(cases.get(i), "%d/%d".formatted(i + 1, cases.size()));
        }
        return List.copyOf(results);
    }

    /** So many cases, as the seed wants, one of each kind in turn; none that takes minutes by itself. */
    public List<Result> sample(int count) throws Exception {
        List<FaultCase> all = cases(new Rehearsal().run(bed(Ground.ANY_ENGINE), List.of(Nature.GOOD)));
        Random random = new Random(seed);
        Map<String, List<FaultCase>> kinds = new TreeMap<>();
        for (FaultCase one : all.stream()
                .filter(each -> !LONG.matcher(each.name()).find())
                .filter(each -> !DEMANDING.matcher(each.name()).find())
                .toList()) {
            kinds.computeIfAbsent(one.name().split(" ", 2)[0], _ -> new ArrayList<>())
                    .add(one);
        }
        kinds.values().forEach(cases -> Collections.shuffle(cases, random));
        List<String> order = new ArrayList<>(kinds.keySet());
        Collections.shuffle(order, random);
        for (int i = 0; i < count; i++) {
            List<FaultCase> kind = kinds.getOrDefault(order.get(i % order.size()), List.of());
            run(kind.get(i / order.size() % kind.size()), "sample %d".formatted(i + 1));
        }
        return List.copyOf(results);
    }

    private List<FaultCase> withRehearsal() throws Exception {
        Rehearsal rehearsal = new Rehearsal();
        List<Rehearsal.Place> places = rehearsal.run(
                bed(Ground.ANY_ENGINE), List.of(Nature.GOOD, Nature.BREAKS, Nature.UNREADY, Nature.UNTESTED));
        long began = System.nanoTime();
        List<String> never = rehearsal.neverPassed().stream()
                .map("failpoint %s was never reached: no case stops there"::formatted)
                .toList();
        results.add(new Result("every failpoint is reached", seed, since(began), never));
        never.forEach(told);
        return cases(places);
    }

    private static List<FaultCase> cases(List<Rehearsal.Place> places) {
        List<FaultCase> cases = new ArrayList<>(KillCases.of(places));
        Stream.of(
                        StopCases.all(),
                        BrokerCases.all(),
                        DatabaseCases.all(),
                        CutCases.all(),
                        EventCases.all(),
                        CrashLoopCases.all(),
                        DiskCases.all(),
                        ClockCases.all(),
                        EngineCases.all())
                .forEach(cases::addAll);
        return cases;
    }

    private TestBed bed(Ground ground) throws Exception {
        TestBed current = bed;
        if (current != null && current.ground() != ground) {
            close();
            current = null;
        }
        if (current == null) {
            current = beds.make(++made, ground);
            bed = current;
            current.open();
            Shipment first = current.ship(Nature.GOOD);
            current.rest();
            first.requireEnd(current);
            current.calls().start();
        }
        return current;
    }

    private void run(FaultCase one, String number) throws Exception {
        long began = System.nanoTime();
        long own = seed ^ one.name().hashCode();
        List<String> failures = failures(one, own);
        Result result = new Result(one.name(), own, since(began), failures);
        results.add(result);
        told.accept("%-12s %-60s %s  %.1f s%s"
                .formatted(
                        number,
                        one.name(),
                        result.passed() ? "ok    " : "FAILED",
                        result.took().toMillis() / 1_000.0,
                        failures.isEmpty() ? "" : "\n    " + String.join("\n    ", failures)));
        if (!result.passed()) {
            close();
        }
    }

    /** Not every machine has the ground that some cases stand on: those fail alone. */
    private List<String> failures(FaultCase one, long own) throws Exception {
        try {
            bed(one.ground());
        } catch (IOException | Cannot | ChildProcess.Failed e) {
            if (one.ground() == Ground.ANY_ENGINE) {
                throw e;
            }
            return List.of("not run: no test bed could be made for it: " + reason(e));
        }
        return failures(one, bed(one.ground()), own);
    }

    private static List<String> failures(FaultCase one, TestBed bed, long seed) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        Aftermath aftermath = null;
        try {
            aftermath = one.script().run(bed, new Random(seed));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failures.add(reason(e));
        }
        try {
            bed.heal();
            bed.rest();
            if (aftermath != null) {
                aftermath.check(bed);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failures.add(reason(e));
        }
        try {
            bed.judge().stream().map(Violation::toString).forEach(failures::add);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failures.add(reason(e));
        }
        return failures;
    }

    private static String reason(Exception e) {
        return e instanceof FaultCase.Unexpected || e instanceof Sight.NotAtRest
                ? String.valueOf(e.getMessage())
                : e instanceof ExecutionException && e.getCause() != null
                        ? e.getCause().toString()
                        : e.toString();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() throws IOException {
        TestBed last = bed;
        bed = null;
        if (last != null) {
            last.close();
        }
    }
}
