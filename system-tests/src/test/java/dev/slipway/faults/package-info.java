/** The judge of the fault matrix, held to a real history. */
@NullMarked
package dev.slipway.faults;

import org.jspecify.annotations.NullMarked;
