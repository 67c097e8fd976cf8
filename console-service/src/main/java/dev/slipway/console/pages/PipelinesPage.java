package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.DriftView;
import dev.slipway.ledger.OpenGate;
import dev.slipway.ledger.PipelineView;
import dev.slipway.ledger.RestrictionView;
import dev.slipway.ledger.WaitingView;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.EnvironmentName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Apps by environments. */
final class PipelinesPage {
    /** As many environments as stand side by side; with more of them each app has its own row of cells. */
    private static final int MOST_COLUMNS = 4;

    private final Caller caller;
    private final Instant now;

    PipelinesPage(Caller caller, Instant now) {
        this.caller = caller;
        this.now = now;
    }

    /** The whole page. */
    record View(List<Row> rows, int columns) {}

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
            @Nullable Fingerprint coming,
            List<Notice> notices,
            List<Waits> waits,
            List<Action> actions) {}

    /** Something that stands in the way, or happened. */
    record Notice(Tone tone, String text, @Nullable String href) {}

    /** What waits, and for what. */
    record Waits(Made artifact, Status status, List<String> because) {}

    View of(List<PipelineView> pipelines) {
        List<EnvironmentName> order = order(pipelines);
        boolean aligned = order.size() <= MOST_COLUMNS;
        return new View(
                pipelines.stream()
                        .map(pipeline -> row(pipeline, aligned ? order : order(List.of(pipeline))))
                        .toList(),
                aligned ? order.size() : 0);
    }

    private Row row(PipelineView pipeline, List<EnvironmentName> order) {
        Map<EnvironmentName, PipelineView.Cell> cells = new HashMap<>();
        pipeline.cells().forEach(cell -> cells.put(cell.place().environment(), cell));
        return new Row(
                pipeline.app().value(),
                pipeline.newest() == null
                        ? null
                        : made(pipeline.newest(), pipeline.newest().packagedAt()),
                order.stream()
                        .map(environment -> {
                            PipelineView.Cell cell = cells.get(environment);
                            return cell == null ? untouched(environment) : cell(cell);
                        })
                        .toList());
    }

    /** Every environment, those that come before others first. */
    private static List<EnvironmentName> order(List<PipelineView> pipelines) {
        Map<EnvironmentName, Set<EnvironmentName>> after = new HashMap<>();
        for (PipelineView pipeline : pipelines) {
            for (PipelineView.Cell cell : pipeline.cells()) {
                after.computeIfAbsent(cell.place().environment(), _ -> new HashSet<>())
                        .addAll(cell.after());
            }
        }
        return after.keySet().stream()
                .sorted(Comparator.<EnvironmentName>comparingInt(one -> depth(one, after, after.size()))
                        .thenComparing(EnvironmentName::value))
                .toList();
    }

    /** How many environments come before, along the longest way. */
    private static int depth(EnvironmentName environment, Map<EnvironmentName, Set<EnvironmentName>> after, int most) {
        return most == 0
                ? 0
                : after.getOrDefault(environment, Set.of()).stream()
                        .mapToInt(before -> 1 + depth(before, after, most - 1))
                        .max()
                        .orElse(0);
    }

    private static Cell untouched(EnvironmentName environment) {
        return new Cell(
                environment.value(),
                new Status(Tone.QUIET, "Nothing yet"),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of());
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
                running == null ? null : Fingerprint.of(running.digest()),
                notices(cell),
                cell.waiting().stream().map(this::waits).toList(),
                new CellActions(caller).of(cell));
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
                because(waiting.openGates()));
    }

    /** Never empty: what waits says why. */
    static List<String> because(List<OpenGate> open) {
        return open.isEmpty()
                ? List.of("its gates have not been asked yet")
                : open.stream().map(gate -> gate.gate() + ": " + gate.because()).toList();
    }
}
