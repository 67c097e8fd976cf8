/**
 * Access to a Docker Engine: build an image from a context, run an image once under limits, push and pull by digest, keep
 * long-running containers. Start at {@link dev.slipway.engine.ContainerEngine}. The module knows nothing of releases, and no type
 * of the client library it uses shows in its API. Every call has a deadline that holds: the engine's own time-outs do nothing on a
 * unix socket, so a call is ended by closing its connection. Failures are {@link dev.slipway.engine.EngineFailure}s.
 */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
