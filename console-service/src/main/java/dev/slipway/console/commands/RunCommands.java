package dev.slipway.console.commands;

import dev.slipway.console.access.Caller;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Fact;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.ServingView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Has something run, go back, or stop. */
@ApplicationScoped
public class RunCommands {
    private final Orders orders;
    private final Ledger ledger;

    RunCommands(Orders orders, Ledger ledger) {
        this.orders = orders;
        this.ledger = ledger;
    }

    /** Deploys a digest that may run there; the one that serves if none is named. */
    public Done deploy(Order order, AppEnvironment place, @Nullable Digest named) {
        Orders.mayChange(order.caller(), place);
        Digest digest = named != null
                ? named
                : ledger.serving(place)
                        .map(ServingView::digest)
                        .orElseThrow(() -> Problem.exception(
                                Response.Status.CONFLICT,
                                "nothing serves in %s yet: name the digest to deploy".formatted(place)));
        return request(order, place, digest, Fact.DeploymentCause.DEPLOY);
    }

    /** Goes back to a digest that was good there; to the one before what serves if none is named. */
    public Done rollBack(Order order, AppEnvironment place, @Nullable Digest named) {
        Orders.mayChange(order.caller(), place);
        Digest digest = named != null
                ? named
                : ledger.goodBefore(place)
                        .orElseThrow(() -> Problem.exception(
                                Response.Status.CONFLICT,
                                "looked for a digest that was good in %s before what serves, and there is none"
                                        .formatted(place)));
        if (ledger.deployments(digest).stream().noneMatch(one -> succeeded(one, place))) {
            throw Problem.exception(
                    Response.Status.CONFLICT,
                    "%s never served well in %s: roll back to one that did".formatted(digest, place));
        }
        return request(order, place, digest, Fact.DeploymentCause.ROLL_BACK);
    }

    private static boolean succeeded(DeploymentView one, AppEnvironment place) {
        return one.state() == Deployment.State.SUCCEEDED && one.place().equals(place);
    }

    private Done request(Order order, AppEnvironment place, Digest digest, Fact.DeploymentCause cause) {
        boolean back = cause == Fact.DeploymentCause.ROLL_BACK;
        String command = back ? "rollback" : "deploy";
        Subject subject = Subject.of(digest);
        String payload = command + " " + place + " " + digest;
        return orders.carryOut(order, subject, payload, tx -> {
            mayRun(tx, new Placement.Id(place, digest), back);
            tx.append(subject, new Fact.DeploymentRequested(place.app(), place.environment(), cause, order.reason()));
            return new Done(command, digest.value(), true, "%s is to run in %s".formatted(digest, place));
        });
    }

    private static void mayRun(LedgerTx tx, Placement.Id id, boolean back) throws Obsolete {
        Placement.State state = tx.placement(id).map(PlacementView::state).orElse(null);
        boolean may = back
                ? state == Placement.State.APPROVED || state == Placement.State.SUPERSEDED
                : state == Placement.State.APPROVED;
        if (!may) {
            throw new Obsolete("%s may not run in %s, it is %s there: promote it first"
                    .formatted(id.digest(), id.place(), state == null ? "unknown" : state));
        }
        String veto = tx.artifact(id.digest()).map(ArtifactView::veto).orElse(null);
        if (veto != null) {
            throw new Obsolete("it is vetoed (%s): take the veto back first".formatted(veto));
        }
    }

    /** Asks a deployment to stop; how it ends, its own facts say. */
    public Done abort(Order order, DeploymentId id) {
        DeploymentView known =
                ledger.deployment(id).orElseThrow(() -> Problem.notFound("there is no deployment %s".formatted(id)));
        Orders.mayChange(order.caller(), known.place());
        Subject subject = Subject.of(known.digest());
        return orders.carryOut(order, subject, "abort " + id, tx -> {
            Deployment deployment = tx.deployment(id).orElseThrow().deployment();
            if (deployment instanceof Deployment.Ended ended) {
                return new Done("abort", id.toString(), false, "it has ended already: " + ended.state());
            }
            if (ledger.events(subject).stream()
                    .anyMatch(event -> event.fact() instanceof Fact.AbortRequested asked
                            && asked.deployment().equals(id))) {
                return new Done("abort", id.toString(), false, "it was asked to stop already");
            }
            tx.append(
                    subject,
                    new Fact.AbortRequested(
                            id, known.place().app(), known.place().environment(), order.reason()));
            return new Done("abort", id.toString(), true, "the deployer stops it within seconds");
        });
    }

    /** Asks a build to stop. */
    public Done cancel(Order order, BuildId id) {
        BuildView known = ledger.build(id).orElseThrow(() -> Problem.notFound("there is no build %s".formatted(id)));
        Caller caller = order.caller();
        boolean limited = !caller.apps().isEmpty() || !caller.environments().isEmpty();
        if (limited && !known.actor().equals(caller.actor())) {
            throw Orders.denied(
                    caller,
                    "whose app build %s is for is not known before it ends, so the token of '%s', which is limited, cancels only builds it asked for"
                            .formatted(id, caller.actor()));
        }
        Subject subject = Subject.of(id);
        return orders.carryOut(order, subject, "cancel", tx -> {
            Build build = tx.build(id).orElseThrow().build();
            return switch (build) {
                case Build.Built _, Build.Failed _, Build.Cancelled _ ->
                    new Done("cancel", id.toString(), false, "it has ended already");
                case Build.Requested _, Build.Building _ -> {
                    if (ledger.events(subject).stream()
                            .anyMatch(event -> event.fact() instanceof Fact.BuildCancelled)) {
                        yield new Done("cancel", id.toString(), false, "it was asked to stop already");
                    }
                    tx.append(subject, new Fact.BuildCancelled(order.reason()));
                    yield new Done("cancel", id.toString(), true, "the builder stops it within seconds");
                }
            };
        });
    }
}
