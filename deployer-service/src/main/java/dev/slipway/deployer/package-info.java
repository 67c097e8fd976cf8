/**
 * In: {@code promotion.approved}. A digest that may run in an environment is started beside what serves there, probed
 * from outside, given the traffic, watched, and either succeeds or gives way to the one before. Out:
 * {@code deployment.*}, {@code verification.finished}, {@code service.deployed|upgraded|rolledback}.
 *
 * <p>The order of the steps is in {@link dev.slipway.deployer.RollOut}; every step may be run again.
 */
@NullMarked
package dev.slipway.deployer;

import org.jspecify.annotations.NullMarked;
