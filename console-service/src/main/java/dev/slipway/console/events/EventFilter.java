package dev.slipway.console.events;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which events a listener wants. What is not said does not narrow. Of one listener, so of one thread at a time. */
final class EventFilter {
    private final @Nullable String app;
    private final @Nullable String environment;
    private final Set<FactType> types;
    private final @Nullable BuildId build;
    private final Set<String> subjects;

    private EventFilter(
            @Nullable String app,
            @Nullable String environment,
            Set<FactType> types,
            @Nullable BuildId build,
            Set<String> subjects) {
        this.app = app;
        this.environment = environment;
        this.types = types;
        this.build = build;
        this.subjects = subjects;
    }

    /** Throws IllegalArgumentException for a type that there is not. */
    static EventFilter of(
            @Nullable String app, @Nullable String environment, Collection<String> types, Collection<String> subjects) {
        Set<FactType> wanted = new HashSet<>();
        for (String type : types) {
            wanted.addAll(named(type));
        }
        return new EventFilter(app, environment, wanted, null, new LinkedHashSet<>(subjects));
    }

    /** Follows a build and then the artifact it makes. */
    static EventFilter ofBuild(BuildId build, @Nullable Digest digest) {
        Set<String> subjects = new HashSet<>(Set.of(build.toString()));
        if (digest != null) {
            subjects.add(digest.value());
        }
        return new EventFilter(null, null, Set.of(), build, subjects);
    }

    private static Set<FactType> named(String name) {
        Set<FactType> found = Arrays.stream(FactType.values())
                .filter(type -> type.wireName().equals(name) || shortName(type).equals(name))
                .collect(Collectors.toSet());
        if (found.isEmpty()) {
            throw new IllegalArgumentException("'%s' is no type of event (wanted: one of %s)"
                    .formatted(
                            name,
                            Arrays.stream(FactType.values())
                                    .map(EventFilter::shortName)
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        }
        return found;
    }

    /** Such as {@code build.requested}. */
    static String shortName(FactType type) {
        return type.wireName()
                .replaceFirst("^dev\\.cdevents(x\\.slipway-|\\.)", "")
                .replaceFirst("(\\.\\d+){3}$", "");
    }

    boolean passes(Told told) {
        learn(told);
        return (types.isEmpty() || types.contains(told.event().fact().type()))
                && (subjects.isEmpty()
                        || subjects.contains(told.event().subject().key()))
                && (app == null || app.equals(told.app()))
                && (environment == null
                        || environment.equals(environment(told.event().fact())));
    }

    private static @Nullable String environment(Fact fact) {
        return fact instanceof Fact.InEnvironment in ? in.environment().value() : null;
    }

    /** The artifact tells whose it is before the build's own end may have been read: they are of two partitions. */
    private void learn(Told told) {
        if (build == null) {
            return;
        }
        if (told.event().fact() instanceof Fact.ArtifactPackaged packaged
                && packaged.build().equals(build)) {
            subjects.add(told.event().subject().key());
        }
        if (told.event().fact() instanceof Fact.BuildFinished finished
                && finished.digest() != null
                && told.event().subject().key().equals(build.toString())) {
            subjects.add(finished.digest().value());
        }
    }
}
