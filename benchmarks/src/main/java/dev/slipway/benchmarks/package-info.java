/**
 * Benchmarks of the core. A real PostgreSQL with fsync on and a real broker run beside this process; each benchmark measures
 * the core and the raw parts it is made from in turns, and says which goal was set and whether it was reached.
 */
@NullMarked
package dev.slipway.benchmarks;

import org.jspecify.annotations.NullMarked;
