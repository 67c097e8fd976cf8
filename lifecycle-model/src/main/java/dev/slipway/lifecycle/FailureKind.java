package dev.slipway.lifecycle;

/** Why a build failed, by whose hands can mend it. */
public enum FailureKind {
    /** The request itself cannot be served. */
    REQUEST,
    /** The commit could not be had. */
    SOURCE,
    /** The commit is there, but slipway.yaml or the build context is not usable. */
    CONTEXT,
    /** A step of the Dockerfile failed. */
    BUILD,
    /** A test of the application failed. */
    TEST,
    /** The registry refused the image. */
    PUSH,
    /** A deadline passed. */
    TIMEOUT,
    /** The container engine was not usable, for as long as we tried. */
    ENGINE
}
