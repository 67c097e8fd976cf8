package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.PipelineView;
import dev.slipway.ledger.RestrictionView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be done in an environment now, and why not what cannot. */
final class CellActions {
    private final Caller caller;

    CellActions(Caller caller) {
        this.caller = caller;
    }

    List<Action> of(PipelineView.Cell cell) {
        AppEnvironment place = cell.place();
        List<Action> actions = new ArrayList<>();
        actions.add(rollBack(cell));
        actions.add(action(
                PageCommand.DEPLOY,
                place,
                cell.serving() == null ? null : cell.serving().digest(),
                cell.serving() == null ? "nothing serves yet" : null));
        boolean held = has(cell, RestrictionView.Kind.HOLD);
        boolean frozen = has(cell, RestrictionView.Kind.FREEZE);
        actions.add(action(held ? PageCommand.RELEASE : PageCommand.HOLD, place, null, null));
        actions.add(action(frozen ? PageCommand.UNFREEZE : PageCommand.FREEZE, place, null, null));
        DeploymentView running = cell.running();
        if (running != null) {
            actions.add(Action.of(
                    PageCommand.ABORT,
                    Map.of("deployment", running.id().value().toString()),
                    refusal(PageCommand.ABORT, place)));
        }
        return actions;
    }

    private Action rollBack(PipelineView.Cell cell) {
        Digest back = cell.goodBefore();
        return action(PageCommand.ROLLBACK, cell.place(), back, back == null ? "nothing was good here before" : null);
    }

    private static boolean has(PipelineView.Cell cell, RestrictionView.Kind kind) {
        return cell.restrictions().stream().anyMatch(one -> one.kind() == kind);
    }

    private Action action(
            PageCommand command, AppEnvironment place, @Nullable Digest digest, @Nullable String impossible) {
        Map<String, String> target = new LinkedHashMap<>();
        target.put("app", place.app().value());
        target.put("environment", place.environment().value());
        if (digest != null) {
            target.put("digest", digest.value());
        }
        return Action.of(command, target, impossible != null ? impossible : refusal(command, place));
    }

    @Nullable
    String refusal(PageCommand command, AppEnvironment place) {
        String refusal = command.refusal(caller);
        return refusal == null && !caller.reaches(place) ? "your token is limited to other places" : refusal;
    }
}
