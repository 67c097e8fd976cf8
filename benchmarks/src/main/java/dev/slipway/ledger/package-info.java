/** The core of a stage without its service, for the benchmarks. */
@NullMarked
package dev.slipway.ledger;

import org.jspecify.annotations.NullMarked;
