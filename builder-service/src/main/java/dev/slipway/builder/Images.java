package dev.slipway.builder;

import dev.slipway.events.Fact.TagWish;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.registry.Manifest;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.registry.TagRule;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The registry as the builder sees it: what a build has pushed, and the tags it may set. */
@ApplicationScoped
class Images {
    private final String prefix;
    private final RegistryClient client;

    Images(BuilderConfig config, Logins logins) {
        this.prefix = config.registry();
        this.client = new RegistryClient(RegistryOptions.defaults()
                .withCredentials(logins.forRegistries())
                .withPlainHttpOnLoopback()
                .withPlainHttp(config.plainHttpRegistries().orElse(Set.of())));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** A manifest that is in the registry: its bytes were read and hashed. */
    record Pushed(Digest digest, String mediaType) {}

    String repository(AppName app) {
        return prefix + "/" + app;
    }

    /** The tag under which a build pushes, so that a further attempt finds what the one before has done. */
    static String tag(BuildId build) {
        return "build-" + build;
    }

    /** What an earlier attempt of this build pushed. */
    Optional<Pushed> pushedBy(BuildId build, String repository) throws RegistryFailure {
        Repository parsed = Repository.parse(repository);
        Optional<OciDigest> digest = client.resolve(parsed, tag(build));
        return digest.isPresent() ? Optional.of(read(repository, digest.get().value())) : Optional.empty();
    }

    /** Reads a manifest back by digest; bytes of another digest are a failure. */
    Pushed read(String repository, String digest) throws RegistryFailure {
        Manifest manifest = client.manifest(Repository.parse(repository), new OciDigest(digest));
        return new Pushed(new Digest(manifest.digest().value()), manifest.mediaType());
    }

    /** Sets a tag and reads it back; an immutable one that names another digest stays, and the failure names both. */
    void tag(String repository, Digest digest, TagWish wish) throws RegistryFailure {
        client.tag(
                Repository.parse(repository),
                new OciDigest(digest.value()),
                wish.tag(),
                wish.immutable() ? TagRule.IMMUTABLE : TagRule.MOVABLE);
    }

    List<String> tags(String repository) throws RegistryFailure {
        return client.tags(Repository.parse(repository));
    }

    /** Whether a tag names this digest, or nothing yet. */
    boolean names(String repository, String tag, Digest digest) throws RegistryFailure {
        return client.resolve(Repository.parse(repository), tag)
                .map(present -> present.value().equals(digest.value()))
                .orElse(true);
    }
}
