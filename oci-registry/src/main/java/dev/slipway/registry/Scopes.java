package dev.slipway.registry;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a token is to allow, in the words of the registries' token protocol: {@code repository:shop/api:pull,push}. */
record Scopes(SortedSet<String> values) {

    static Scopes none() {
        return new Scopes(new TreeSet<>());
    }

    static Scopes pull(Repository repository) {
        return new Scopes(new TreeSet<>(Set.of("repository:" + repository.path() + ":pull")));
    }

    static Scopes push(Repository repository) {
        return new Scopes(new TreeSet<>(Set.of("repository:" + repository.path() + ":pull,push")));
    }

    /** Both together, with the actions on one resource merged: some token servers heed only one scope of each. */
    Scopes and(Scopes other) {
        var actions = new TreeMap<String, SortedSet<String>>();
        for (var scopes : List.of(values, other.values)) {
            for (var scope : scopes) {
                var colon = scope.lastIndexOf(':');
                var resource = colon < 0 ? scope : scope.substring(0, colon);
                var wanted = actions.computeIfAbsent(resource, any -> new TreeSet<>());
                if (colon >= 0) {
                    Collections.addAll(wanted, scope.substring(colon + 1).split(","));
                }
            }
        }
        var merged = new TreeSet<String>();
        actions.forEach((resource, wanted) ->
                merged.add(wanted.isEmpty() ? resource : resource + ":" + String.join(",", wanted)));
        return new Scopes(merged);
    }

    /** As a challenge writes them, parted by blanks. */
    static Scopes parse(String text) {
        var found = new TreeSet<String>();
        for (var scope : text.strip().split("\\s+", -1)) {
            if (!scope.isEmpty()) {
                found.add(scope);
            }
        }
        return new Scopes(found);
    }
}
