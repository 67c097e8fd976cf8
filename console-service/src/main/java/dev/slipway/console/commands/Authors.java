package dev.slipway.console.commands;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether an actor is whoever wrote or committed what an artifact was made of: nobody approves their own work. */
final class Authors {
    private static final Pattern IDENTITY = Pattern.compile("(?<name>[^<]*)<(?<address>[^>]*)>?");

    private Authors() {}

    /** The identity that is the actor's, from any commit the artifact was made of. */
    static Optional<String> among(List<LifecycleEvent> events, String actor) {
        return events.stream()
                .flatMap(event -> event.fact() instanceof Fact.ArtifactPackaged packaged
                        ? Stream.of(packaged.author(), packaged.committer())
                        : Stream.<@Nullable String>empty())
                .filter(identity -> identity != null && is(identity, actor))
                .map(String::valueOf)
                .findFirst();
    }

    /** By address, by the part of it before the @, or by name; letters' case does not matter. */
    private static boolean is(String identity, String actor) {
        Matcher matcher = IDENTITY.matcher(identity);
        if (!matcher.matches()) {
            return same(identity, actor);
        }
        String address = matcher.group("address");
        return same(address, actor)
                || same(address.replaceFirst("@.*", ""), actor)
                || same(matcher.group("name"), actor);
    }

    private static boolean same(String one, String other) {
        return one.strip().toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
