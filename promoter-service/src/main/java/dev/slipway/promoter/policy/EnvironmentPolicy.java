package dev.slipway.promoter.policy;

import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.EnvironmentName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to enter one environment.
 *
 * @param after environments in all of which the digest must have been deployed well before
 * @param auto whether a digest asks to enter by itself as soon as {@code after} holds
 * @param repository where the image is copied to before it may run here, {@code {app}} standing for the app's name; null
 *     where it stays in the repository it was pushed to
 */
public record EnvironmentPolicy(
        EnvironmentName name,
        List<EnvironmentName> after,
        boolean auto,
        @Nullable String repository,
        GateRules gates) {
    public EnvironmentPolicy {
        after = List.copyOf(after);
    }

    /** The environment's own repository for an app; empty where it has none. */
    public Optional<String> repositoryOf(AppName app) {
        return Optional.ofNullable(repository).map(text -> text.replace("{app}", app.value()));
    }
}
