/** Unit tests, and {@code *IT} against the engine of this machine. */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
