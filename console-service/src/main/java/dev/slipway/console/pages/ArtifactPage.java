package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.ledger.ApprovalView;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Pipelines;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.WaiverView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One artifact's story: where it may run, what is known against it, and everything that happened to it. */
final class ArtifactPage {
    private final Ledger ledger;
    private final Pipelines pipelines;
    private final Caller caller;
    private final Instant now;

    ArtifactPage(Ledger ledger, Pipelines pipelines, Caller caller) {
        this.ledger = ledger;
        this.pipelines = pipelines;
        this.caller = caller;
        this.now = ledger.now();
    }

    /** The whole page. */
    record View(
            Fingerprint digest,
            String app,
            String commit,
            String repository,
            String image,
            @Nullable String ref,
            String build,
            Moment made,
            @Nullable String veto,
            @Nullable String sbom,
            List<Place> places,
            List<Finding> findings,
            List<Story.Line> lines,
            List<Action> actions) {}

    /** One environment. */
    record Place(
            String environment,
            Status status,
            boolean serves,
            Moment since,
            @Nullable String decision,
            List<String> because,
            List<Said> said,
            List<Action> actions) {}

    /** One approver's word. */
    record Said(Tone tone, String text) {}

    /** What matches its contents. */
    record Finding(FindingView finding, @Nullable String waived, Action waive) {}

    View of(ArtifactView artifact) {
        return new View(
                Fingerprint.of(artifact.digest()),
                artifact.app().value(),
                artifact.commit().value(),
                artifact.sourceRepository(),
                artifact.imageRepository(),
                artifact.ref(),
                artifact.build().toString(),
                Moment.of(artifact.packagedAt(), now),
                artifact.veto(),
                artifact.sbomSha256(),
                ledger.placements(artifact.digest()).stream()
                        .map(placement -> place(artifact, placement))
                        .toList(),
                findings(artifact),
                Story.of(ledger.events(Subject.of(artifact.digest())).reversed(), now),
                actions(artifact));
    }

    private Place place(ArtifactView artifact, PlacementView placement) {
        AppEnvironment place = placement.id().place();
        boolean serves = ledger.serving(place)
                .filter(serving -> serving.digest().equals(artifact.digest()))
                .isPresent();
        return new Place(
                place.environment().value(),
                Status.of(placement.state()),
                serves,
                Moment.of(placement.changedAt(), now),
                placement.decision(),
                because(placement),
                ledger.approvals(placement.id()).stream().map(this::said).toList(),
                actions(artifact, placement, place));
    }

    private List<String> because(PlacementView placement) {
        boolean waits = placement.state() == Placement.State.PENDING || placement.state() == Placement.State.BLOCKED;
        return waits ? PipelinesPage.because(pipelines.openGates(placement)) : List.of();
    }

    private Said said(ApprovalView word) {
        boolean expired = word.expires() != null && !word.expires().isAfter(now);
        return switch (word.decision()) {
            case APPROVED ->
                new Said(
                        expired ? Tone.QUIET : Tone.GOOD,
                        "%s by %s as %s"
                                .formatted(expired ? "Approval expired," : "Approved", word.approver(), word.role()));
            case REJECTED -> new Said(Tone.BAD, "Rejected by %s as %s".formatted(word.approver(), word.role()));
        };
    }

    private List<Action> actions(ArtifactView artifact, PlacementView placement, AppEnvironment place) {
        boolean waits = placement.state() == Placement.State.PENDING || placement.state() == Placement.State.BLOCKED;
        boolean again = placement.state() == Placement.State.SUPERSEDED || placement.state() == Placement.State.REVOKED;
        List<Action> actions = new ArrayList<>();
        if (waits) {
            actions.add(action(PageCommand.APPROVE, artifact, place, vetoed(artifact)));
            actions.add(action(PageCommand.REJECT, artifact, place, vetoed(artifact)));
        }
        if (again) {
            actions.add(action(PageCommand.PROMOTE, artifact, place, vetoed(artifact)));
        }
        if (placement.state() == Placement.State.APPROVED) {
            actions.add(action(PageCommand.DEPLOY, artifact, place, vetoed(artifact)));
        }
        return actions;
    }

    private static @Nullable String vetoed(ArtifactView artifact) {
        return artifact.veto() == null ? null : "the digest is vetoed";
    }

    private Action action(
            PageCommand command, ArtifactView artifact, AppEnvironment place, @Nullable String impossible) {
        Map<String, String> target = new LinkedHashMap<>();
        target.put("app", place.app().value());
        target.put("environment", place.environment().value());
        target.put("digest", artifact.digest().value());
        String refusal = command.refusal(caller);
        if (refusal == null && !caller.reaches(place)) {
            refusal = "your token is limited to other places";
        }
        return Action.of(command, target, impossible != null ? impossible : refusal);
    }

    private List<Action> actions(ArtifactView artifact) {
        PageCommand command = artifact.veto() == null ? PageCommand.VETO : PageCommand.UNVETO;
        return List.of(Action.of(command, Map.of("digest", artifact.digest().value()), everywhere(command, artifact)));
    }

    private @Nullable String everywhere(PageCommand command, ArtifactView artifact) {
        String refusal = command.refusal(caller);
        return refusal == null && !caller.reachesAll(artifact.app().value())
                ? "your token is limited to some places"
                : refusal;
    }

    private List<Finding> findings(ArtifactView artifact) {
        List<WaiverView> waivers = ledger.waivers(Subject.of(artifact.digest()));
        List<Finding> findings = new ArrayList<>();
        for (FindingView finding : ledger.findings(artifact.digest())) {
            String waived = waivers.stream()
                    .filter(waiver -> waives(waiver, finding))
                    .map(waiver -> "waived by %s: %s".formatted(waiver.actor(), waiver.reason()))
                    .findFirst()
                    .orElse(null);
            Map<String, String> target = new LinkedHashMap<>();
            target.put("digest", artifact.digest().value());
            target.put("advisory", finding.advisory());
            target.put("package", finding.packageName());
            findings.add(new Finding(
                    finding,
                    waived,
                    Action.of(
                            PageCommand.WAIVE,
                            target,
                            waived != null ? "waived already" : everywhere(PageCommand.WAIVE, artifact))));
        }
        return findings;
    }

    private boolean waives(WaiverView waiver, FindingView finding) {
        return waiver.advisory().equals(finding.advisory())
                && (waiver.packageName() == null || waiver.packageName().equals(finding.packageName()))
                && (waiver.expires() == null || waiver.expires().isAfter(now));
    }
}
