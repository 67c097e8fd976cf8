/**
 * Whether history is still the one that was written. {@link dev.slipway.events.chain.ChainWalk} follows chains of entries,
 * {@link dev.slipway.events.chain.CheckpointWalk} the signed checkpoints over their heads; both take rows one by one, from
 * a database or from an export, and keep what is wrong in {@link dev.slipway.events.chain.Findings}.
 */
@NullMarked
package dev.slipway.events.chain;

import org.jspecify.annotations.NullMarked;
