/**
 * {@code ./slipway demo}: a stack of its own, a sample application in a Git repository of its own, and its commits on
 * their way to production through the same interfaces that CI and operators use.
 */
@NullMarked
package dev.slipway.demo;

import org.jspecify.annotations.NullMarked;
