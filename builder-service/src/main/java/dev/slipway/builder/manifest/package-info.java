/** {@code slipway.yaml}: what an application's developers say of building, testing and running it. */
@NullMarked
package dev.slipway.builder.manifest;

import org.jspecify.annotations.NullMarked;
