/** A connection that can be slowed, frozen, cut and reset while both ends believe in it. Knows nothing of what it carries. */
@NullMarked
package dev.slipway.faults.proxy;

import org.jspecify.annotations.NullMarked;
