/**
 * Orders of version strings, one per packaging system, each held equal to the system's own tool by its tests. A system
 * without an order here has none: versions are never compared by guess.
 */
@NullMarked
package dev.slipway.scanner.version;

import org.jspecify.annotations.NullMarked;
