/**
 * What Slipway needs around it, without containers: PostgreSQL and a Kafka broker, a registry, a Git server, and the
 * services as child processes that do not outlive their parent. For {@code slipway demo} and for tests; knows nothing of
 * releases.
 */
@NullMarked
package dev.slipway.stack;

import org.jspecify.annotations.NullMarked;
