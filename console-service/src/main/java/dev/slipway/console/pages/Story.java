package dev.slipway.console.pages;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Facts in sentences. */
final class Story {
    private Story() {}

    /**
     * One fact on a timeline.
     *
     * @param where the environment it is about; null for none
     * @param output last lines of what ran, to be shown as they are
     */
    record Line(
            Tone tone,
            String text,
            @Nullable String where,
            String actor,
            Moment at,
            List<Link> evidence,
            @Nullable String output) {}

    /** Evidence, one click away. */
    record Link(String label, String href) {}

    /** As {@link #of}, on the page of one deployment, which need not say where it is or lead to itself. */
    static List<Line> ofDeployment(List<LifecycleEvent> events, Instant now) {
        return of(events, now).stream()
                .map(line ->
                        new Line(line.tone(), line.text(), null, line.actor(), line.at(), List.of(), line.output()))
                .toList();
    }

    static List<Line> of(List<LifecycleEvent> events, Instant now) {
        List<Line> lines = new ArrayList<>();
        for (LifecycleEvent event : events) {
            Fact fact = event.fact();
            Told told = told(fact);
            lines.add(new Line(
                    told.tone(),
                    sentence(told.text()),
                    fact instanceof Fact.InEnvironment in ? in.environment().value() : null,
                    event.actor(),
                    Moment.of(event.at(), now),
                    evidence(fact),
                    Output.clean(output(fact))));
        }
        return lines;
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private record Told(Tone tone, String text) {}

    private static Told told(Fact fact) {
        return switch (fact) {
            case Fact.OfDeployment deployment -> deployment(deployment);
            case Fact.Ruling ruling -> ruling(ruling);
            case Fact.BuildRequested requested ->
                new Told(
                        Tone.WAITING,
                        "Build requested of "
                                + requested.request().commit().value().substring(0, 12));
            case Fact.BuildCancelled cancelled -> new Told(Tone.QUIET, "Asked to stop: " + cancelled.reason());
            case Fact.BuildStarted started -> new Told(Tone.BUSY, "Build started, attempt " + started.attempt());
            case Fact.BuildFinished finished -> finished(finished);
            case Fact.TestSuiteFinished tested -> tested(tested);
            case Fact.ArtifactPackaged packaged ->
                new Told(Tone.GOOD, "Pushed to " + packaged.imageRepository() + " and read back by digest");
            case Fact.ArtifactPublished published ->
                new Told(Tone.GOOD, "Published" + listed(" as ", published.tags()));
            case Fact.ArtifactDeleted deleted -> new Told(Tone.QUIET, "Removed from the registry: " + deleted.reason());
            case Fact.TagAdded tag -> new Told(Tone.QUIET, "Tag " + tag.tag() + " added");
            case Fact.ScanFinished scanned -> scanned(scanned);
            case Fact.FindingOpened opened ->
                new Told(
                        Tone.BAD,
                        "New finding %s (%s) in %s %s"
                                .formatted(
                                        opened.advisory(), opened.severity(), opened.packageName(), opened.version()));
            case Fact.FindingResolved resolved ->
                new Told(
                        Tone.GOOD,
                        "Finding %s in %s resolved: %s"
                                .formatted(resolved.advisory(), resolved.packageName(), resolved.reason()));
            case Fact.PromotionRequested requested -> new Told(Tone.WAITING, "Asked to enter: " + requested.cause());
            case Fact.GateEvaluated evaluated -> evaluated(evaluated);
            case Fact.PromotionApproved approved ->
                new Told(Tone.GOOD, "Let in: every gate passed, tag " + approved.tag());
            case Fact.PromotionSuperseded superseded ->
                new Told(Tone.QUIET, "Superseded by " + superseded.by().value().substring(7, 19));
            case Fact.PromotionRevoked revoked -> new Told(Tone.BAD, "Permission taken back: " + revoked.reason());
            case Fact.PromotionRestored restored -> new Told(Tone.GOOD, "Permitted again: " + restored.reason());
            case Fact.DeploymentRequested requested ->
                new Told(
                        Tone.WAITING,
                        "%s asked for: %s"
                                .formatted(
                                        requested.cause() == Fact.DeploymentCause.DEPLOY ? "Deployment" : "Roll back",
                                        requested.reason()));
            case Fact.DriftDetected drift ->
                new Told(Tone.BAD, "Drift, %s: %s".formatted(drift.kind(), drift.detail()));
            case Fact.DriftResolved drift ->
                new Told(Tone.GOOD, "Drift gone, %s: %s".formatted(drift.kind(), drift.detail()));
            case Fact.JobDied died ->
                new Told(
                        Tone.BAD,
                        "Stuck in the %s after %d attempts: %s"
                                .formatted(died.stage(), died.attempts(), died.reason()));
            case Fact.JobRedriven redriven -> new Told(Tone.WAITING, "Redriven: " + redriven.reason());
            case Fact.JobSkipped skipped -> new Told(Tone.QUIET, "Skipped: " + skipped.reason());
        };
    }

    private static Told deployment(Fact.OfDeployment fact) {
        return switch (fact) {
            case Fact.DeploymentQueued queued -> new Told(Tone.WAITING, "Deployment queued: " + queued.cause());
            case Fact.DeploymentStarted _ -> new Told(Tone.BUSY, "Deployment started: the image is pulled by digest");
            case Fact.DeploymentProgressed progressed -> new Told(Tone.BUSY, progressed.detail());
            case Fact.DeploymentFailed failed ->
                new Told(Tone.BAD, "Failed at %s: %s".formatted(failed.step(), failed.reason()));
            case Fact.DeploymentSkipped skipped -> new Told(Tone.QUIET, "Not deployed: " + skipped.reason());
            case Fact.DeploymentCancelled cancelled -> new Told(Tone.QUIET, "Not deployed: " + cancelled.reason());
            case Fact.VerificationFinished verified ->
                new Told(Tone.of(verified.verdict()), "%s: %s".formatted(verified.check(), verified.because()));
            case Fact.ServiceDeployed deployed -> new Told(Tone.GOOD, "Serves at " + deployed.url());
            case Fact.ServiceUpgraded upgraded ->
                new Told(
                        Tone.GOOD,
                        "Serves at %s in place of %s"
                                .formatted(
                                        upgraded.url(), upgraded.from().value().substring(7, 19)));
            case Fact.ServiceRolledBack rolledBack -> new Told(Tone.BAD, "Rolled back: " + rolledBack.cause());
            case Fact.AbortRequested asked -> new Told(Tone.QUIET, "Asked to stop: " + asked.reason());
        };
    }

    private static Told ruling(Fact.Ruling fact) {
        return switch (fact) {
            case Fact.ArtifactVetoed vetoed -> new Told(Tone.BAD, "Vetoed: " + vetoed.reason());
            case Fact.ArtifactUnvetoed unvetoed -> new Told(Tone.QUIET, "Veto taken back: " + unvetoed.reason());
            case Fact.WaiverGranted waived ->
                new Told(
                        Tone.QUIET,
                        "%s waived, %s answers for it: %s"
                                .formatted(waived.advisory(), waived.owner(), waived.reason()));
            case Fact.WaiverRevoked revoked -> new Told(Tone.QUIET, "Waiver taken back: " + revoked.reason());
            case Fact.ApprovalUpdated said -> said(said);
            case Fact.HoldPlaced held -> new Told(Tone.WAITING, "Held: " + held.reason());
            case Fact.HoldReleased released -> new Told(Tone.QUIET, "Hold released: " + released.reason());
            case Fact.FreezeOpened frozen -> new Told(Tone.WAITING, "Frozen: " + frozen.reason());
            case Fact.FreezeClosed closed -> new Told(Tone.QUIET, "Freeze ended: " + closed.reason());
        };
    }

    private static Told said(Fact.ApprovalUpdated said) {
        boolean approved = said.decision() == Fact.ApprovalDecision.APPROVED;
        return new Told(
                approved ? Tone.GOOD : Tone.BAD,
                "%s as %s%s"
                        .formatted(
                                approved ? "Approved" : "Rejected",
                                said.role(),
                                said.comment() == null ? "" : ": " + said.comment()));
    }

    private static Told finished(Fact.BuildFinished finished) {
        return switch (finished.outcome()) {
            case BUILT -> new Told(Tone.GOOD, "Built");
            case FAILED -> new Told(Tone.BAD, "Build failed (%s): %s".formatted(finished.kind(), finished.reason()));
            case CANCELLED -> new Told(Tone.QUIET, "Build cancelled: " + finished.reason());
        };
    }

    private static Told tested(Fact.TestSuiteFinished tested) {
        String counted = tested.tests() == null ? "" : ", %d cases".formatted(tested.tests());
        String reason = tested.reason() == null ? "" : ": " + tested.reason();
        return new Told(
                Tone.of(tested.verdict()),
                "Test %s %s in %.1f s%s%s"
                        .formatted(
                                tested.name(),
                                tested.verdict() == Verdict.PASS ? "passed" : "did not pass",
                                tested.millis() / 1000.0,
                                counted,
                                reason));
    }

    private static Told scanned(Fact.ScanFinished scanned) {
        String unchecked = scanned.unmatched().isEmpty() ? "" : ", not checked " + counted(scanned.unmatched());
        return new Told(
                scanned.severities().isEmpty() ? Tone.GOOD : Tone.WAITING,
                "Scanned %d packages: %s%s"
                        .formatted(
                                scanned.packages(),
                                scanned.severities().isEmpty() ? "no findings" : counted(scanned.severities()),
                                unchecked));
    }

    private static Told evaluated(Fact.GateEvaluated evaluated) {
        String open = evaluated.gates().stream()
                .filter(gate -> gate.verdict() != Verdict.PASS)
                .map(gate -> gate.gate() + ": " + gate.because())
                .collect(Collectors.joining("; "));
        return new Told(Tone.of(evaluated.verdict()), open.isEmpty() ? "Every gate passed" : "Gates: " + open);
    }

    private static String counted(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static String listed(String before, List<String> words) {
        return words.isEmpty() ? "" : before + String.join(", ", words);
    }

    private static List<Link> evidence(Fact fact) {
        return switch (fact) {
            case Fact.GateEvaluated evaluated -> List.of(kept("decision", evaluated.decision()));
            case Fact.PromotionApproved approved -> List.of(kept("decision", approved.decision()));
            case Fact.ScanFinished scanned ->
                scanned.reportSha256() == null
                        ? List.of(kept("SBOM", scanned.sbomSha256()))
                        : List.of(kept("SBOM", scanned.sbomSha256()), kept("report", scanned.reportSha256()));
            case Fact.BuildFinished finished ->
                finished.logSha256() == null ? List.of() : List.of(kept("log", finished.logSha256()));
            case Fact.ArtifactPackaged packaged -> List.of(new Link("build", "/builds/" + packaged.build()));
            case Fact.OfDeployment deployment ->
                List.of(new Link(
                        "deployment", "/deployments/" + deployment.deployment().value()));
            default -> List.of();
        };
    }

    private static Link kept(String label, String sha256) {
        return new Link(label, "/evidence/" + sha256);
    }

    private static @Nullable String output(Fact fact) {
        return switch (fact) {
            case Fact.DeploymentFailed failed -> failed.logTail();
            case Fact.TestSuiteFinished tested -> tested.verdict() == Verdict.PASS ? null : tested.outputTail();
            default -> null;
        };
    }
}
