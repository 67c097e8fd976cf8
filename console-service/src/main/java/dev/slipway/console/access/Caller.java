package dev.slipway.console.access;

import dev.slipway.ledger.AccessTokenView;
import dev.slipway.lifecycle.AppEnvironment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param actor as written into the ledger
 * @param apps those that may be changed; all if there are none
 * @param environments those that may be changed; all if there are none
 * @param bootstrap came with the token in the console's file, which may do all and speaks for every approver role
 * @param formMark what a form of this session has to carry; null for a caller with a token
 */
public record Caller(
        String actor,
        Roles roles,
        Set<String> apps,
        Set<String> environments,
        boolean bootstrap,
        @Nullable String formMark) {
    public Caller {
        apps = Set.copyOf(apps);
        environments = Set.copyOf(environments);
    }

    static Caller bootstrap(String actor) {
        return new Caller(actor, new Roles(AccessRole.ADMIN, Set.of()), Set.of(), Set.of(), true, null);
    }

    static Caller of(AccessTokenView token) {
        return new Caller(
                token.name(),
                Roles.parse(token.roles()),
                Set.copyOf(token.apps()),
                Set.copyOf(token.environments()),
                false,
                null);
    }

    Caller inSession(String mark) {
        return new Caller(actor, roles, apps, environments, bootstrap, mark);
    }

    public boolean has(AccessRole needed) {
        return roles.include(needed);
    }

    /** Whether it speaks for an approver role. */
    public boolean approvesAs(String role) {
        return bootstrap || roles.approver().contains(role);
    }

    /** Whether it speaks for any. */
    public boolean approves() {
        return bootstrap || !roles.approver().isEmpty();
    }

    /** Whether its limits leave the place to it. */
    public boolean reaches(AppEnvironment place) {
        return reachesApp(place.app().value())
                && (environments.isEmpty()
                        || environments.contains(place.environment().value()));
    }

    /** Whether it may change what concerns an app in every environment. */
    public boolean reachesAll(String app) {
        return reachesApp(app) && environments.isEmpty();
    }

    public boolean reachesApp(String app) {
        return apps.isEmpty() || apps.contains(app);
    }
}
