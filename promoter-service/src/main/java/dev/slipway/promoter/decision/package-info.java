/** Whether a digest may run in an environment: plain values in, a plain value out, the same answer for ever. */
@NullMarked
package dev.slipway.promoter.decision;

import org.jspecify.annotations.NullMarked;
