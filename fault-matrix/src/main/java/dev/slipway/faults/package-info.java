/**
 * Breaks Slipway in every known way and looks what became of it. A case goes through three steps: a fault with commits on
 * their way, rest, judgement; all cases of a run share one stack of real processes. What is checked is in {@code judge},
 * what is broken in the cases, by names that begin with their kind: kill, stop, broker, database, cut, event.
 */
@NullMarked
package dev.slipway.faults;

import org.jspecify.annotations.NullMarked;
