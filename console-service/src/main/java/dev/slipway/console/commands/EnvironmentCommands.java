package dev.slipway.console.commands;

import dev.slipway.events.Fact;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.RestrictionView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds and freezes of an environment of an app. Asked for again, each is there already and nothing is written. */
@ApplicationScoped
public class EnvironmentCommands {
    private final Orders orders;

    EnvironmentCommands(Orders orders) {
        this.orders = orders;
    }

    /** No new artifact enters by itself until it is released. */
    public Done hold(Order order, AppEnvironment place) {
        Orders.mayChange(order.caller(), place);
        Subject subject = Subject.of(place);
        return orders.carryOut(order, subject, "hold", tx -> {
            Optional<RestrictionView> held = restriction(tx, place, RestrictionView.Kind.HOLD);
            if (held.isPresent()) {
                return unchanged(
                        "hold",
                        place,
                        "held by %s already: %s"
                                .formatted(held.get().actor(), held.get().reason()));
            }
            tx.append(subject, new Fact.HoldPlaced(place.app(), place.environment(), order.reason()));
            return changed("hold", place, "nothing new enters %s by itself until it is released".formatted(place));
        });
    }

    public Done release(Order order, AppEnvironment place) {
        Orders.mayChange(order.caller(), place);
        Subject subject = Subject.of(place);
        return orders.carryOut(order, subject, "release", tx -> {
            if (restriction(tx, place, RestrictionView.Kind.HOLD).isEmpty()) {
                return unchanged("release", place, "no hold is there");
            }
            tx.append(subject, new Fact.HoldReleased(place.app(), place.environment(), order.reason()));
            return changed("release", place, "what waits for %s is looked at again".formatted(place));
        });
    }

    /** Nothing is deployed until it is ended, or until its time is over. */
    public Done freeze(Order order, AppEnvironment place, @Nullable Instant until) {
        Orders.mayChange(order.caller(), place);
        Subject subject = Subject.of(place);
        return orders.carryOut(order, subject, "freeze " + until, tx -> {
            if (until != null && !until.isAfter(tx.now())) {
                throw new Obsolete("the freeze would end at %s, and it is %s: name a later time, or none"
                        .formatted(until, tx.now()));
            }
            Optional<RestrictionView> frozen = restriction(tx, place, RestrictionView.Kind.FREEZE);
            if (frozen.isPresent()
                    && frozen.get().holdsAt(tx.now())
                    && Objects.equals(frozen.get().until(), until)) {
                return unchanged(
                        "freeze",
                        place,
                        "frozen by %s already: %s"
                                .formatted(frozen.get().actor(), frozen.get().reason()));
            }
            tx.append(subject, new Fact.FreezeOpened(place.app(), place.environment(), order.reason(), until));
            return changed(
                    "freeze",
                    place,
                    "nothing is deployed to %s until %s".formatted(place, until == null ? "it ends" : until));
        });
    }

    public Done unfreeze(Order order, AppEnvironment place) {
        Orders.mayChange(order.caller(), place);
        Subject subject = Subject.of(place);
        return orders.carryOut(order, subject, "unfreeze", tx -> {
            if (restriction(tx, place, RestrictionView.Kind.FREEZE).isEmpty()) {
                return unchanged("unfreeze", place, "no freeze is there");
            }
            tx.append(subject, new Fact.FreezeClosed(place.app(), place.environment(), order.reason()));
            return changed("unfreeze", place, "deployments to %s go on".formatted(place));
        });
    }

    private static Optional<RestrictionView> restriction(LedgerTx tx, AppEnvironment place, RestrictionView.Kind kind) {
        return tx.restrictions(place).stream().filter(one -> one.kind() == kind).findFirst();
    }

    private static Done changed(String command, AppEnvironment place, String note) {
        return new Done(command, place.toString(), true, note);
    }

    private static Done unchanged(String command, AppEnvironment place, String note) {
        return new Done(command, place.toString(), false, note);
    }
}
