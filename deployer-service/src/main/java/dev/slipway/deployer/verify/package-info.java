/** Whether a new set is good: asked from outside, read from its log and its container, counted by the proxy. */
@NullMarked
package dev.slipway.deployer.verify;

import org.jspecify.annotations.NullMarked;
