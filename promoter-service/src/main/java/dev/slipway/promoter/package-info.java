/**
 * In: any new evidence about a digest, and requests to promote it. For each environment, in the operators' order, its
 * gates are asked; the decision is a pure function of policy and facts and is kept with both. Out:
 * {@code promotion.requested}, {@code gate.evaluated}, {@code tag.added}, {@code promotion.approved}.
 */
@NullMarked
package dev.slipway.promoter;

import org.jspecify.annotations.NullMarked;
