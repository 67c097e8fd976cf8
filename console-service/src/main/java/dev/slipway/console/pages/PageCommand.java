package dev.slipway.console.pages;

import dev.slipway.console.access.AccessRole;
import dev.slipway.console.access.Caller;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be ordered on the pages. Each goes through one confirmation, which says what it does before it is done. */
enum PageCommand {
    PROMOTE(
            "Promote",
            AccessRole.DEPLOYER,
            "The gates of the environment are asked; if all pass, it is deployed there."),
    APPROVE("Approve", null, "Your word counts for its gate, under your name, bound to this digest and environment."),
    REJECT("Reject", null, "It does not enter the environment while your word stands."),
    DEPLOY(
            "Deploy again",
            AccessRole.DEPLOYER,
            "The digest is started once more beside what runs, checked, and given the traffic."),
    ROLLBACK(
            "Roll back",
            AccessRole.DEPLOYER,
            "The digest below, which was good here, is brought back and gets the traffic."),
    ABORT("Abort", AccessRole.DEPLOYER, "The deployment stops; what served before keeps the traffic, or gets it back."),
    CANCEL("Cancel build", AccessRole.DEPLOYER, "The build stops. Nothing of it is published."),
    HOLD("Hold", AccessRole.OPERATOR, "Nothing new enters the environment by itself until somebody releases it."),
    RELEASE("Release", AccessRole.OPERATOR, "What waits for the environment is looked at again."),
    FREEZE(
            "Freeze",
            AccessRole.OPERATOR,
            "Nothing is deployed to the environment until somebody ends it. A roll back by a failing deployment still happens."),
    UNFREEZE("End freeze", AccessRole.OPERATOR, "Deployments to the environment go on."),
    VETO(
            "Veto",
            AccessRole.OPERATOR,
            "The digest is never promoted again, to any environment. What serves, serves on."),
    UNVETO("Take veto back", AccessRole.OPERATOR, "The digest may be promoted again, through its gates."),
    WAIVE("Waive", AccessRole.OPERATOR, "The finding does not count against this digest; you answer for it."),
    REDRIVE("Redrive", AccessRole.OPERATOR, "It is done again from its first attempt."),
    SKIP("Skip", AccessRole.OPERATOR, "It stays undone, and its lane goes on.");

    private final String label;
    private final @Nullable AccessRole role;
    private final String consequence;

    /** @param role null where an approver role is asked by its name */
    PageCommand(String label, @Nullable AccessRole role, String consequence) {
        this.label = label;
        this.role = role;
        this.consequence = consequence;
    }

    /** Null for what is no command. */
    static @Nullable PageCommand named(String name) {
        for (PageCommand command : values()) {
            if (command.wireName().equals(name)) {
                return command;
            }
        }
        return null;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return label;
    }

    String consequence() {
        return consequence;
    }

    boolean dangerous() {
        return switch (this) {
            case REJECT, ROLLBACK, ABORT, CANCEL, FREEZE, VETO, SKIP -> true;
            case PROMOTE, APPROVE, DEPLOY, HOLD, RELEASE, UNFREEZE, UNVETO, WAIVE, REDRIVE -> false;
        };
    }

    /** Why this caller may not, or null. */
    @Nullable
    String refusal(Caller caller) {
        if (role == null) {
            return caller.approves() ? null : "you are no approver";
        }
        return caller.has(role) ? null : "needs the role " + role.wireName();
    }
}
