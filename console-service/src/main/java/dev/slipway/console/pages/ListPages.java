package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.DeadLetters;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.WaitingView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The pages that list: approvals, builds, dead letters. */
final class ListPages {
    private final Ledger ledger;
    private final Caller caller;
    private final Instant now;

    ListPages(Ledger ledger, Caller caller) {
        this.ledger = ledger;
        this.caller = caller;
        this.now = ledger.now();
    }

    /** What waits for somebody's word. */
    record Approvals(List<Waiting> waiting) {}

    /** One placement that waits. */
    record Waiting(
            String app,
            String environment,
            Fingerprint digest,
            String commit,
            String scan,
            Moment since,
            List<String> because,
            @Nullable String decision,
            List<Action> actions) {}

    /** Builds, newest first. */
    record Builds(List<BuildLine> builds, @Nullable String older) {}

    /** One of them. */
    record BuildLine(
            String id,
            Status status,
            String commit,
            String repository,
            String actor,
            Moment at,
            @Nullable Fingerprint digest,
            @Nullable String failure) {}

    /** One build's page. */
    record BuildPage(BuildLine build, List<Story.Line> lines, List<Action> actions) {}

    /** What stages gave up on. */
    record Dead(List<DeadLine> lines) {}

    /** One of them. */
    record DeadLine(String id, String what, String where, String reason, Moment at, List<Action> actions) {}

    Approvals approvals(List<WaitingView> waiting) {
        return new Approvals(waiting.stream().map(this::waiting).toList());
    }

    private Waiting waiting(WaitingView one) {
        ArtifactView artifact = one.artifact();
        AppEnvironment place = one.placement().id().place();
        Map<String, String> target = new LinkedHashMap<>();
        target.put("app", place.app().value());
        target.put("environment", place.environment().value());
        target.put("digest", artifact.digest().value());
        List<Action> actions = new ArrayList<>();
        for (PageCommand command : List.of(PageCommand.APPROVE, PageCommand.REJECT)) {
            String refusal = command.refusal(caller);
            if (refusal == null && !caller.reaches(place)) {
                refusal = "your token is limited to other places";
            }
            actions.add(Action.of(command, target, artifact.veto() == null ? refusal : "the digest is vetoed"));
        }
        return new Waiting(
                place.app().value(),
                place.environment().value(),
                Fingerprint.of(artifact.digest()),
                artifact.commit().value().substring(0, 10),
                ScanSummary.of(ledger, artifact.digest()),
                Moment.of(one.placement().changedAt(), now),
                PipelinesPage.because(one.openGates()),
                one.placement().decision(),
                actions);
    }

    Builds builds(List<BuildView> builds, int page) {
        return new Builds(
                builds.stream().map(this::line).toList(),
                builds.size() < page ? null : builds.getLast().id().toString());
    }

    private BuildLine line(BuildView build) {
        return new BuildLine(
                build.id().toString(),
                Status.of(build.state()),
                build.request().commit().value().substring(0, 10),
                build.request().repository(),
                build.actor(),
                Moment.of(build.requestedAt(), now),
                build.digest() == null ? null : Fingerprint.of(build.digest()),
                build.failureReason() == null ? null : build.failureKind() + ": " + build.failureReason());
    }

    BuildPage build(BuildView build) {
        boolean ended = switch (build.state()) {
            case REQUESTED, BUILDING -> false;
            case BUILT, FAILED, CANCELLED -> true;
        };
        return new BuildPage(
                line(build),
                Story.of(ledger.events(Subject.of(build.id())).reversed(), now),
                List.of(Action.of(
                        PageCommand.CANCEL,
                        Map.of("build", build.id().toString()),
                        ended ? "it has ended" : PageCommand.CANCEL.refusal(caller))));
    }

    Dead dead(DeadLetters deadLetters) {
        List<DeadLine> lines = new ArrayList<>();
        for (DeadLetters.DeadJob dead : deadLetters.jobs()) {
            lines.add(new DeadLine(
                    dead.job().id().toString(),
                    "%s job '%s'".formatted(dead.job().stage(), dead.job().kind()),
                    "about %s; its lane waits".formatted(dead.job().subject().key()),
                    String.valueOf(Output.clean(dead.reason())),
                    Moment.of(dead.diedAt(), now),
                    handling(dead.job().id())));
        }
        for (DeadLetters.Quarantined record : deadLetters.quarantine()) {
            lines.add(new DeadLine(
                    record.id().toString(),
                    "record the %s could not read".formatted(record.stage()),
                    "%s, partition %d, offset %d".formatted(record.topic(), record.partition(), record.offset()),
                    String.valueOf(Output.clean(record.reason())),
                    Moment.of(record.at(), now),
                    handling(record.id())));
        }
        return new Dead(lines);
    }

    private List<Action> handling(UUID id) {
        Map<String, String> target = Map.of("job", id.toString());
        return List.of(
                Action.of(PageCommand.REDRIVE, target, PageCommand.REDRIVE.refusal(caller)),
                Action.of(PageCommand.SKIP, target, PageCommand.SKIP.refusal(caller)));
    }
}
