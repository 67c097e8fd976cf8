package dev.slipway.console.commands;

import dev.slipway.console.access.Caller;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Fact;
import dev.slipway.ledger.ApprovalView;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.PlacementView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people say of a digest: let it in, approve it, reject it, never promote it. */
@ApplicationScoped
public class ArtifactCommands {
    private final Orders orders;
    private final Ledger ledger;

    ArtifactCommands(Orders orders, Ledger ledger) {
        this.orders = orders;
        this.ledger = ledger;
    }

    /** Somebody's word on a digest entering an environment; {@code role} may be null for who has only one. */
    public record Word(
            Fact.ApprovalDecision decision,
            @Nullable String role,
            @Nullable Instant expires) {}

    /** Has the gates of an environment asked about a digest. */
    public Done promote(Order order, Digest digest, EnvironmentName environment) {
        AppEnvironment place = new AppEnvironment(artifact(digest).app(), environment);
        Orders.mayChange(order.caller(), place);
        Subject subject = Subject.of(digest);
        Placement.Id id = new Placement.Id(place, digest);
        return orders.carryOut(order, subject, "promote " + environment, tx -> {
            notVetoed(tx, digest);
            Fact fact = new Fact.PromotionRequested(place.app(), environment, order.reason());
            Optional<Placement> placement = tx.placement(id).map(PlacementView::placement);
            if (placement.isEmpty()) {
                tx.append(subject, Placement.requested(id), fact);
                return new Done("promote", digest.value(), true, "the gates of %s are asked".formatted(place));
            }
            return switch (placement.get()) {
                case Placement.Superseded superseded -> {
                    tx.append(subject, superseded.requestedAgain(), fact);
                    yield new Done("promote", digest.value(), true, "the gates of %s are asked again".formatted(place));
                }
                case Placement.Revoked revoked -> {
                    tx.append(subject, revoked.requestedAgain(), fact);
                    yield new Done("promote", digest.value(), true, "the gates of %s are asked again".formatted(place));
                }
                case Placement.Pending _, Placement.Blocked _ ->
                    new Done("promote", digest.value(), false, "it waits before %s already".formatted(place));
                case Placement.Approved _ ->
                    new Done("promote", digest.value(), false, "it may run in %s already".formatted(place));
            };
        });
    }

    /** Approves or rejects; the last word of each approver counts. */
    public Done rule(Order order, Digest digest, EnvironmentName environment, Word word) {
        AppEnvironment place = new AppEnvironment(artifact(digest).app(), environment);
        Caller caller = order.caller();
        Orders.mayChange(caller, place);
        String role = role(caller, word.role());
        notTheAuthor(caller, digest);
        Subject subject = Subject.of(digest);
        Placement.Id id = new Placement.Id(place, digest);
        String command = word.decision() == Fact.ApprovalDecision.APPROVED ? "approve" : "reject";
        String payload = "%s %s %s %s".formatted(command, environment, role, word.expires());
        return orders.carryOut(order, subject, payload, tx -> {
            notVetoed(tx, digest);
            waits(tx, id);
            if (word.expires() != null && !word.expires().isAfter(tx.now())) {
                throw new Obsolete("it would expire at %s, and it is %s: name a later time, or none"
                        .formatted(word.expires(), tx.now()));
            }
            if (tx.approvals(id).stream().anyMatch(said -> isSame(said, caller.actor(), role, word))) {
                return new Done(command, digest.value(), false, "'%s' has said so already".formatted(caller.actor()));
            }
            tx.append(
                    subject,
                    new Fact.ApprovalUpdated(
                            place.app(),
                            environment,
                            word.decision(),
                            caller.actor(),
                            role,
                            order.reason(),
                            word.expires()));
            return new Done(command, digest.value(), true, "the gates of %s are asked again".formatted(place));
        });
    }

    private static boolean isSame(ApprovalView said, String actor, String role, Word word) {
        return said.approver().equals(actor)
                && said.role().equals(role)
                && said.decision() == word.decision()
                && Objects.equals(said.expires(), word.expires());
    }

    private static void waits(LedgerTx tx, Placement.Id id) throws Obsolete {
        Placement.State state = tx.placement(id).map(PlacementView::state).orElse(null);
        if (state != Placement.State.PENDING && state != Placement.State.BLOCKED) {
            throw new Obsolete("it does not wait before %s, it is %s: promote it first"
                    .formatted(id.place(), state == null ? "unknown there" : state));
        }
    }

    private static String role(Caller caller, @Nullable String named) {
        if (named != null) {
            if (!caller.approvesAs(named)) {
                throw Orders.denied(
                        caller,
                        "'%s' does not speak for '%s': ask an admin for a token with the role approver:%s"
                                .formatted(caller.actor(), named, named));
            }
            return named;
        }
        if (caller.roles().approver().size() == 1) {
            return caller.roles().approver().iterator().next();
        }
        if (!caller.approves()) {
            throw Orders.denied(
                    caller,
                    "'%s' is no approver: ask an admin for a token with a role such as approver:release-manager"
                            .formatted(caller.actor()));
        }
        throw Problem.badRequest(
                "'role' is missing, and '%s' speaks for more than one: name the one".formatted(caller.actor()));
    }

    private void notTheAuthor(Caller caller, Digest digest) {
        Authors.among(ledger.events(Subject.of(digest)), caller.actor()).ifPresent(identity -> {
            throw Orders.denied(
                    caller,
                    "'%s' wrote or committed what this was built from (%s): somebody else has to decide"
                            .formatted(caller.actor(), identity));
        });
    }

    /** The digest is never to be promoted again, wherever it stands. */
    public Done veto(Order order, Digest digest) {
        Orders.mayChangeEverywhere(order.caller(), artifact(digest).app().value());
        Subject subject = Subject.of(digest);
        return orders.carryOut(order, subject, "veto", tx -> {
            String veto = tx.artifact(digest).orElseThrow().veto();
            if (veto != null) {
                return new Done("veto", digest.value(), false, "vetoed already: " + veto);
            }
            tx.append(subject, new Fact.ArtifactVetoed(order.reason()));
            return new Done(
                    "veto", digest.value(), true, "it is not promoted anywhere any more; what serves, serves on");
        });
    }

    public Done unveto(Order order, Digest digest) {
        Orders.mayChangeEverywhere(order.caller(), artifact(digest).app().value());
        Subject subject = Subject.of(digest);
        return orders.carryOut(order, subject, "unveto", tx -> {
            if (tx.artifact(digest).orElseThrow().veto() == null) {
                return new Done("unveto", digest.value(), false, "no veto is on it");
            }
            tx.append(subject, new Fact.ArtifactUnvetoed(order.reason()));
            return new Done("unveto", digest.value(), true, "its gates are asked again");
        });
    }

    private static void notVetoed(LedgerTx tx, Digest digest) throws Obsolete {
        String veto = tx.artifact(digest).orElseThrow().veto();
        if (veto != null) {
            throw new Obsolete("it is vetoed (%s): take the veto back first".formatted(veto));
        }
    }

    private ArtifactView artifact(Digest digest) {
        return ledger.artifact(digest)
                .orElseThrow(() -> Problem.notFound("no artifact %s was built or seen here".formatted(digest)));
    }
}
