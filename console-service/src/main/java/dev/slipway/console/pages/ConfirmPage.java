package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.ServingView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is about to be ordered, in full, before it is. */
final class ConfirmPage {
    private final Ledger ledger;
    private final Caller caller;

    ConfirmPage(Ledger ledger, Caller caller) {
        this.ledger = ledger;
        this.caller = caller;
    }

    /** The whole page; {@code target} goes into the form as it came. */
    record View(
            String command,
            String label,
            String consequence,
            boolean dangerous,
            @Nullable String refused,
            @Nullable String problem,
            @Nullable Fingerprint digest,
            List<Row> rows,
            List<Field> target,
            boolean asksRole,
            List<String> approverRoles,
            boolean asksOwner,
            boolean asksUntil,
            String back) {}

    /** One thing to know. */
    record Row(String name, String value) {}

    /** A hidden member of the form. */
    record Field(String name, String value) {}

    View of(PageCommand command, Target target, @Nullable String refused, @Nullable String problem) {
        Digest digest = digest(target);
        List<Row> rows = new ArrayList<>();
        AppEnvironment place = place(target);
        if (place != null) {
            rows.add(new Row("Target", place.toString()));
            ledger.serving(place)
                    .map(ServingView::digest)
                    .ifPresent(serving -> rows.add(new Row(
                            "Serves there now",
                            serving.equals(digest)
                                    ? "this digest"
                                    : Fingerprint.of(serving).brief())));
        }
        if (digest != null) {
            artifact(digest, rows);
        }
        for (String name : List.of("advisory", "package", "deployment", "build", "job")) {
            String value = target.optional(name);
            if (value != null) {
                rows.add(new Row(Character.toUpperCase(name.charAt(0)) + name.substring(1), value));
            }
        }
        return new View(
                command.wireName(),
                command.label(),
                command.consequence(),
                command.dangerous(),
                refused,
                problem,
                digest == null ? null : Fingerprint.of(digest),
                rows,
                fields(target),
                command == PageCommand.APPROVE || command == PageCommand.REJECT,
                caller.roles().approver().stream().sorted().toList(),
                command == PageCommand.WAIVE,
                command == PageCommand.FREEZE,
                back(target, digest));
    }

    private void artifact(Digest digest, List<Row> rows) {
        ArtifactView artifact = ledger.artifact(digest).orElse(null);
        if (artifact == null) {
            return;
        }
        rows.add(new Row("App", artifact.app().value()));
        rows.add(new Row("Commit", artifact.commit().value()));
        rows.add(new Row("Repository", artifact.sourceRepository()));
        rows.add(new Row("Built", Moment.of(artifact.packagedAt(), ledger.now()).ago()));
        rows.add(new Row("Scan", ScanSummary.of(ledger, digest)));
    }

    private @Nullable Digest digest(Target target) {
        Digest digest = target.digest();
        if (digest == null && target.deployment() != null) {
            return ledger.deployment(target.deployment())
                    .map(DeploymentView::digest)
                    .orElse(null);
        }
        return digest;
    }

    private @Nullable AppEnvironment place(Target target) {
        AppEnvironment place = target.place();
        if (place == null && target.deployment() != null) {
            return ledger.deployment(target.deployment())
                    .map(DeploymentView::place)
                    .orElse(null);
        }
        return place;
    }

    private static List<Field> fields(Target target) {
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<String, String> one : new TreeMap<>(target.all()).entrySet()) {
            fields.add(new Field(one.getKey(), one.getValue()));
        }
        return fields;
    }

    static String back(Target target, @Nullable Digest digest) {
        if (target.deployment() != null) {
            return "/deployments/" + target.deployment().value();
        }
        if (target.optional("build") != null) {
            return "/builds/" + target.optional("build");
        }
        if (target.optional("job") != null) {
            return "/dead-letters";
        }
        return digest == null ? "/" : "/artifacts/" + digest.value();
    }
}
