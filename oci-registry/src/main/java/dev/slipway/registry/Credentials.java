package dev.slipway.registry;

import java.util.Map;
import java.util.Optional;

/** Where logins come from. Asked only after a registry has demanded one. */
@FunctionalInterface
public interface Credentials {

    /** The login for a registry, named as in {@link Repository#host()}; empty to stay anonymous. */
    Optional<Login> forHost(String host) throws RegistryFailure;

    static Credentials anonymous() {
        return host -> Optional.empty();
    }

    static Credentials of(Map<String, Login> logins) {
        var kept = Map.copyOf(logins);
        return host -> Optional.ofNullable(kept.get(host));
    }
}
