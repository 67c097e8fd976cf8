package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.ServingView;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One deployment as it goes. */
final class DeploymentPage {
    private static final List<Deployment.State> WAY = List.of(
            Deployment.State.QUEUED,
            Deployment.State.PREPARING,
            Deployment.State.STARTED,
            Deployment.State.VERIFYING,
            Deployment.State.SHIFTING,
            Deployment.State.BAKING,
            Deployment.State.SUCCEEDED);

    private final Ledger ledger;
    private final Caller caller;

    DeploymentPage(Ledger ledger, Caller caller) {
        this.ledger = ledger;
        this.caller = caller;
    }

    /** The whole page. */
    record View(
            String id,
            String app,
            String environment,
            Fingerprint digest,
            @Nullable Fingerprint replaces,
            Status status,
            String cause,
            Moment queued,
            @Nullable String took,
            @Nullable String failure,
            List<Step> steps,
            List<Story.Line> lines,
            List<Action> actions) {}

    /** One step on the way: done, current, failed or ahead. */
    record Step(String word, String progress) {}

    View of(DeploymentView deployment) {
        Instant now = ledger.now();
        var events = ledger.events(Subject.of(deployment.digest())).stream()
                .filter(event -> event.fact() instanceof Fact.OfDeployment fact
                        && fact.deployment().equals(deployment.id()))
                .toList();
        List<String> reached = new ArrayList<>();
        events.forEach(event -> {
            if (event.movedTo() != null) {
                reached.add(event.movedTo());
            }
        });
        Digest serving =
                ledger.serving(deployment.place()).map(ServingView::digest).orElse(null);
        boolean open = deployment.endedAt() == null;
        return new View(
                deployment.id().value().toString(),
                deployment.place().app().value(),
                deployment.place().environment().value(),
                Fingerprint.of(deployment.digest()),
                open && serving != null && !serving.equals(deployment.digest()) ? Fingerprint.of(serving) : null,
                Status.of(deployment.state()),
                deployment.cause(),
                Moment.of(deployment.queuedAt(), now),
                deployment.endedAt() == null
                        ? null
                        : Moment.span(Duration.between(deployment.queuedAt(), deployment.endedAt())),
                deployment.failure(),
                steps(deployment, reached),
                Story.ofDeployment(events.reversed(), now),
                actions(deployment, serving));
    }

    private static List<Step> steps(DeploymentView deployment, List<String> reached) {
        List<Step> steps = new ArrayList<>();
        for (Deployment.State state : WAY) {
            boolean current = state == deployment.state();
            boolean done = reached.contains(state.name());
            String progress = current && state != Deployment.State.SUCCEEDED ? "current" : done ? "done" : "ahead";
            steps.add(new Step(Status.of(state).word(), progress));
        }
        if (!WAY.contains(deployment.state())) {
            steps.removeIf(step -> step.progress().equals("ahead"));
            steps.add(new Step(Status.of(deployment.state()).word(), "failed"));
        }
        return steps;
    }

    private List<Action> actions(DeploymentView deployment, @Nullable Digest serving) {
        String limited = caller.reaches(deployment.place()) ? null : "your token is limited to other places";
        String refusal = PageCommand.ABORT.refusal(caller);
        boolean ended = deployment.endedAt() != null;
        Action abort = Action.of(
                PageCommand.ABORT,
                Map.of("deployment", deployment.id().value().toString()),
                ended ? "it has ended" : refusal == null ? limited : refusal);
        Digest back = ledger.goodBefore(deployment.place()).orElse(null);
        Map<String, String> target = new LinkedHashMap<>();
        target.put("app", deployment.place().app().value());
        target.put("environment", deployment.place().environment().value());
        if (back != null) {
            target.put("digest", back.value());
        }
        String impossible = back == null
                ? "nothing was good here before"
                : deployment.digest().equals(serving) ? null : "it does not serve";
        return List.of(
                abort,
                Action.of(
                        PageCommand.ROLLBACK,
                        target,
                        impossible != null ? impossible : refusal == null ? limited : refusal));
    }
}
