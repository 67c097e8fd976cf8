package dev.slipway.builder;

import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.report.JUnitReport;
import dev.slipway.builder.report.MalformedReport;
import dev.slipway.engine.BuiltImage;
import dev.slipway.engine.ContainerResult;
import dev.slipway.engine.CopiedFile;
import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Fact;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs an application's tests and records what each came to, before anything else happens. */
@ApplicationScoped
class TestRuns {
    private static final int LONGEST_NAMES = 1_000;

    private final Workbench workbench;

    TestRuns(Workbench workbench) {
        this.workbench = workbench;
    }

    /**
     * What a test came to.
     *
     * @param troubles why it failed; empty where it passed
     */
    record Result(
            List<String> troubles, String output, @Nullable JUnitReport report, byte @Nullable [] xml) {
        boolean passed() {
            return troubles.isEmpty();
        }

        String because() {
            return String.join("; ", troubles);
        }
    }

    void run(Attempt attempt, BuiltImage image, Manifest.Test test)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        attempt.log().add("test " + test.name());
        long started = System.nanoTime();
        Result result = result(attempt, image, test);
        record(attempt, test, result, (System.nanoTime() - started) / 1_000_000);
        if (!result.passed()) {
            throw new StepFailure.Terminal(
                    FailureKind.TEST.name(),
                    "test '%s' failed: %s%s".formatted(test.name(), result.because(), lastWords(result)));
        }
    }

    private static String lastWords(Result result) {
        return result.output().isBlank() ? "" : "\nlast output:\n" + Text.tail(result.output());
    }

    private static void record(Attempt attempt, Manifest.Test test, Result result, long millis)
            throws InterruptedException, Obsolete {
        Subject build = Subject.of(attempt.build());
        JUnitReport report = result.report();
        byte[] xml = result.xml();
        BuildLog log = attempt.log();
        attempt.context().record(List.of(build), tx -> {
            String sha256 = xml == null ? null : tx.keep(new EvidenceBody("junit", "application/xml", xml));
            tx.append(
                    build,
                    new Fact.TestSuiteFinished(
                            attempt.build(),
                            test.name(),
                            result.passed() ? Verdict.PASS : Verdict.FAIL,
                            millis,
                            result.passed() ? null : Text.reason(log.redacted(result.because())),
                            Text.tail(log.redacted(result.output())),
                            report == null ? null : report.tests(),
                            report == null ? null : report.failures(),
                            report == null ? null : report.skipped(),
                            report == null
                                    ? null
                                    : report.failed().stream()
                                            .map(log::redacted)
                                            .toList(),
                            sha256));
        });
    }

    private Result result(Attempt attempt, BuiltImage image, Manifest.Test test) throws StepFailure, IOException {
        return switch (test) {
            case Manifest.StageTest stage -> stage(attempt, stage);
            case Manifest.RunTest run -> run(attempt, image, run);
        };
    }

    /** A stage that does not build leaves no image, and so no report: what it said is all there is. */
    private Result stage(Attempt attempt, Manifest.StageTest test) throws StepFailure, IOException {
        String name = Workbench.name(attempt.build(), "test-" + test.name());
        try {
            BuiltImage image = workbench.build(attempt, name, test.target());
            String report = test.report();
            return judged(List.of(), "", report == null ? null : workbench.copy(attempt, image, report));
        } catch (EngineFailure.BuildFailed e) {
            if (e.retryable() || e.diskFull()) {
                throw e;
            }
            return new Result(List.of(Text.reason(String.valueOf(e.getMessage()))), "", null, null);
        } finally {
            workbench.remove(name);
        }
    }

    private Result run(Attempt attempt, BuiltImage image, Manifest.RunTest test) throws StepFailure {
        ContainerResult result = workbench.run(attempt, image, test);
        result.output().lines().forEach(attempt.log()::add);
        if (result.outputTruncated()) {
            attempt.log().add("… the rest of the test's output was not kept");
        }
        List<String> troubles = new ArrayList<>();
        if (result.timedOut()) {
            troubles.add("not finished within " + result.took());
        } else if (result.oomKilled()) {
            troubles.add("out of memory");
        } else if (!result.succeeded()) {
            troubles.add("exit code " + result.exitCode());
        }
        return judged(troubles, result.output(), result.resultFile());
    }

    /** A report that was promised has to be there, readable, and without failures: an exit code of 0 does not outvote it. */
    static Result judged(List<String> soFar, String output, @Nullable CopiedFile file) {
        List<String> troubles = new ArrayList<>(soFar);
        return switch (file) {
            case null -> new Result(troubles, output, null, null);
            case CopiedFile.Absent absent -> {
                troubles.add("the report that slipway.yaml promises cannot be had: " + absent.why());
                yield new Result(troubles, output, null, null);
            }
            case CopiedFile.Found found -> read(troubles, output, found.content());
        };
    }

    private static Result read(List<String> troubles, String output, byte[] xml) {
        try {
            JUnitReport report = JUnitReport.read(xml);
            if (report.failures() > 0) {
                troubles.add("%d of %d failed: %s".formatted(report.failures(), report.tests(), names(report)));
            }
            return new Result(troubles, output, report, xml);
        } catch (MalformedReport e) {
            troubles.add("the report that slipway.yaml promises is no JUnit XML: " + e.getMessage());
            return new Result(troubles, output, null, xml);
        }
    }

    private static String names(JUnitReport report) {
        String names = String.join(", ", report.failed());
        return names.length() <= LONGEST_NAMES ? names : names.substring(0, LONGEST_NAMES) + "…";
    }
}
