package dev.slipway.engine;

/** Which of the engine's two builders makes an image. */
public enum BuilderKind {
    /** The one {@link EngineInfo#preferredBuilder} names. */
    AUTO,
    /**
     * BuildKit over the plain build endpoint, without a session: cache mounts and multi-stage parallelism work, secrets and base
     * images that must be pulled do not. A base image in the engine's own store works.
     */
    BUILDKIT,
    /** The classic builder: older Dockerfile features only, but it pulls base images and honours memory limits. */
    CLASSIC
}
