package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.console.commands.RunCommands;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.DriftView;
import dev.slipway.ledger.PipelineView;
import dev.slipway.ledger.RestrictionView;
import dev.slipway.ledger.WaitingView;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.EnvironmentName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Apps by environments. */
final class PipelinesPage {
    private final Caller caller;
    private final RunCommands runs;
    private final Instant now;

    PipelinesPage(Caller caller, RunCommands runs, Instant now) {
        this.caller = caller;
        this.runs = runs;
        this.now = now;
    }

    /** The whole page. */
    record View(List<Row> rows) {}

    /** One app. */
    record Row(String app, @Nullable Made newest, List<Cell> cells) {}

    /** An artifact in a line. */
    record Made(
            Fingerprint digest,
            String commit,
            Moment at,
            @Nullable String veto) {}

    /** One environment of an app. */
    record Cell(
            String environment,
            Status status,
            @Nullable String statusHref,
            @Nullable Made serving,
            @Nullable String url,
            List<Notice> notices,
            List<Waits> waits,
            List<Action> actions) {}

    /** Something that stands in the way, or happened. */
    record Notice(Tone tone, String text, @Nullable String href) {}

    /** What waits, and for what. */
    record Waits(Made artifact, Status status, List<String> because) {}

    View of(List<PipelineView> pipelines) {
        return new View(pipelines.stream().map(this::row).toList());
    }

    private Row row(PipelineView pipeline) {
        Map<EnvironmentName, List<EnvironmentName>> after = new HashMap<>();
        pipeline.cells().forEach(cell -> after.put(cell.place().environment(), cell.after()));
        return new Row(
                pipeline.app().value(),
                pipeline.newest() == null
                        ? null
                        : made(pipeline.newest(), pipeline.newest().packagedAt()),
                pipeline.cells().stream()
                        .sorted(Comparator.<PipelineView.Cell>comparingInt(
                                        cell -> depth(cell.place().environment(), after, after.size()))
                                .thenComparing(
                                        cell -> cell.place().environment().value()))
                        .map(this::cell)
                        .toList());
    }

    /** How many environments come before, along the longest way. */
    private static int depth(EnvironmentName environment, Map<EnvironmentName, List<EnvironmentName>> after, int most) {
        return most == 0
                ? 0
                : after.getOrDefault(environment, List.of()).stream()
                        .mapToInt(before -> 1 + depth(before, after, most - 1))
                        .max()
                        .orElse(0);
    }

    private Made made(ArtifactView artifact, Instant at) {
        return new Made(
                Fingerprint.of(artifact.digest()),
                artifact.commit().value().substring(0, 10),
                Moment.of(at, now),
                artifact.veto());
    }

    private Cell cell(PipelineView.Cell cell) {
        DeploymentView running = cell.running();
        return new Cell(
                cell.place().environment().value(),
                status(cell),
                running == null ? null : deployment(running),
                cell.serving() == null || cell.artifact() == null
                        ? null
                        : made(cell.artifact(), cell.serving().since()),
                cell.serving() == null ? null : cell.serving().url(),
                notices(cell),
                cell.waiting().stream().map(this::waits).toList(),
                new CellActions(caller, runs).of(cell));
    }

    private static Status status(PipelineView.Cell cell) {
        if (cell.running() != null) {
            return Status.of(cell.running().state());
        }
        if (cell.serving() != null) {
            return new Status(Tone.GOOD, "Serving");
        }
        return cell.last() == null
                ? new Status(Tone.QUIET, "Nothing yet")
                : Status.of(cell.last().state());
    }

    private static String deployment(DeploymentView deployment) {
        return "/deployments/" + deployment.id().value();
    }

    private List<Notice> notices(PipelineView.Cell cell) {
        List<Notice> notices = new ArrayList<>();
        for (RestrictionView one : cell.restrictions()) {
            String until = one.until() == null
                    ? ""
                    : " until " + Moment.of(one.until(), now).exact();
            notices.add(new Notice(
                    Tone.WAITING,
                    "%s by %s%s: %s"
                            .formatted(
                                    one.kind() == RestrictionView.Kind.HOLD ? "Held" : "Frozen",
                                    one.actor(),
                                    until,
                                    one.reason()),
                    null));
        }
        for (DriftView drift : cell.drifts()) {
            notices.add(new Notice(Tone.BAD, "Drift, %s: %s".formatted(drift.kind(), drift.detail()), null));
        }
        DeploymentView last = cell.last();
        if (last != null && last.state() != Deployment.State.SUCCEEDED && last.endedAt() != null) {
            Status status = Status.of(last.state());
            notices.add(new Notice(
                    status.tone(),
                    "Last attempt, %s: %s"
                            .formatted(
                                    last.digest().value().substring(7, 19),
                                    status.word().toLowerCase(Locale.ROOT)),
                    deployment(last)));
        }
        return notices;
    }

    private Waits waits(WaitingView waiting) {
        return new Waits(
                made(waiting.artifact(), waiting.placement().changedAt()),
                Status.of(waiting.placement().state()),
                because(waiting));
    }

    /** Never empty: what waits says why. */
    static List<String> because(WaitingView waiting) {
        return waiting.openGates().isEmpty()
                ? List.of("its gates have not been asked yet")
                : waiting.openGates().stream()
                        .map(gate -> gate.gate() + ": " + gate.because())
                        .toList();
    }
}
