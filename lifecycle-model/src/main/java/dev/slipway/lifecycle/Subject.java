package dev.slipway.lifecycle;

import java.util.Comparator;

/**
 * What a chain of ledger entries is about. Its key is the Kafka key of its events and the row that a writer locks;
 * writers lock several in the natural order: environments, then artifacts by digest, then builds.
 */
public sealed interface Subject extends Comparable<Subject> {
    Comparator<Subject> LOCK_ORDER = Comparator.comparing(Subject::kind).thenComparing(Subject::key);

    /** The kinds in lock order; the names are those of the database and of the events. */
    enum Kind {
        ENVIRONMENT,
        ARTIFACT,
        BUILD;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Kind kind();

    String key();

    static Subject of(BuildId id) {
        return new OfBuild(id);
    }

    static Subject of(Digest digest) {
        return new OfArtifact(digest);
    }

    static Subject of(AppEnvironment place) {
        return new OfEnvironment(place);
    }

    static Subject parse(String key) {
        if (key.startsWith("sha256:")) {
            return of(new Digest(key));
        }
        return key.indexOf('/') >= 0 ? of(AppEnvironment.parse(key)) : of(BuildId.parse(key));
    }

    @Override
    default int compareTo(Subject other) {
        return LOCK_ORDER.compare(this, other);
    }

    /** A build. */
    record OfBuild(BuildId id) implements Subject {
        @Override
        public Kind kind() {
            return Kind.BUILD;
        }

        @Override
        public String key() {
            return id.toString();
        }
    }

    /** An artifact, and all that happens to it in any environment. */
    record OfArtifact(Digest digest) implements Subject {
        @Override
        public Kind kind() {
            return Kind.ARTIFACT;
        }

        @Override
        public String key() {
            return digest.value();
        }
    }

    /** An environment of an app: its holds, freezes and locks, nothing else. */
    record OfEnvironment(AppEnvironment place) implements Subject {
        @Override
        public Kind kind() {
            return Kind.ENVIRONMENT;
        }

        @Override
        public String key() {
            return place.toString();
        }
    }
}
