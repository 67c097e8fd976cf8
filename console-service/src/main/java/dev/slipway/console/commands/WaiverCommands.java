package dev.slipway.console.commands;

import dev.slipway.console.http.Problem;
import dev.slipway.events.Fact;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.WaiverView;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody answers for a finding, in one artifact or in whatever runs in an environment of an app. */
@ApplicationScoped
public class WaiverCommands {
    private final Orders orders;
    private final Ledger ledger;

    WaiverCommands(Orders orders, Ledger ledger) {
        this.orders = orders;
        this.ledger = ledger;
    }

    /**
     * What is waived.
     *
     * @param packageName any package of the advisory if null
     * @param owner who has to mend it
     */
    public record Wish(
            String advisory,
            @Nullable String packageName,
            String owner,
            @Nullable Instant expires) {}

    public Done waive(Order order, Subject subject, Wish wish) {
        reaches(order, subject);
        String payload = "waive " + wish;
        return orders.carryOut(order, subject, payload, tx -> {
            if (wish.expires() != null && !wish.expires().isAfter(tx.now())) {
                throw new Obsolete("it would expire at %s, and it is %s: name a later time, or none"
                        .formatted(wish.expires(), tx.now()));
            }
            Optional<WaiverView> same = standing(tx, subject, wish);
            if (same.isPresent()) {
                return new Done(
                        "waive",
                        subject.key(),
                        false,
                        "waiver %s says so already".formatted(same.get().id()));
            }
            found(subject, wish);
            UUID id = UUID.randomUUID();
            tx.append(
                    subject,
                    new Fact.WaiverGranted(
                            id, wish.advisory(), wish.packageName(), order.reason(), wish.owner(), wish.expires()));
            return new Done("waive", subject.key(), true, "waiver %s".formatted(id));
        });
    }

    private static Optional<WaiverView> standing(LedgerTx tx, Subject subject, Wish wish) {
        return tx.waivers(subject).stream()
                .filter(one -> one.advisory().equals(wish.advisory())
                        && Objects.equals(one.packageName(), wish.packageName())
                        && Objects.equals(one.expires(), wish.expires()))
                .findFirst();
    }

    /** A waiver of a digest is for what was found in it: so that a slip of the pen is not taken for consent. */
    private void found(Subject subject, Wish wish) throws Obsolete {
        if (subject instanceof Subject.OfArtifact artifact
                && ledger.findings(artifact.digest()).stream()
                        .noneMatch(finding -> finding.advisory().equals(wish.advisory())
                                && (wish.packageName() == null
                                        || finding.packageName().equals(wish.packageName())))) {
            throw new Obsolete("looked for %s%s among the findings of %s and it is not there"
                    .formatted(
                            wish.advisory(),
                            wish.packageName() == null ? "" : " in " + wish.packageName(),
                            artifact.digest()));
        }
    }

    public Done unwaive(Order order, Subject subject, UUID waiver) {
        reaches(order, subject);
        return orders.carryOut(order, subject, "unwaive " + waiver, tx -> {
            if (tx.waivers(subject).stream().noneMatch(one -> one.id().equals(waiver))) {
                return new Done("unwaive", subject.key(), false, "no waiver %s stands there".formatted(waiver));
            }
            tx.append(subject, new Fact.WaiverRevoked(waiver, order.reason()));
            return new Done("unwaive", subject.key(), true, "the finding counts again");
        });
    }

    private void reaches(Order order, Subject subject) {
        switch (subject) {
            case Subject.OfEnvironment environment -> Orders.mayChange(order.caller(), environment.place());
            case Subject.OfArtifact artifact -> {
                ArtifactView view = ledger.artifact(artifact.digest())
                        .orElseThrow(() ->
                                Problem.notFound("no artifact %s was built or seen here".formatted(artifact.digest())));
                Orders.mayChangeEverywhere(order.caller(), view.app().value());
            }
            case Subject.OfBuild _ -> throw Problem.badRequest("a build has no findings, its artifact has");
        }
    }
}
