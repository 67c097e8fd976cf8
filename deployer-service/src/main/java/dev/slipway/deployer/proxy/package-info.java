/**
 * HAProxy in front of one app in one environment: a container with a generated configuration, and its runtime socket
 * through which traffic moves from one server to another without a reload.
 */
@NullMarked
package dev.slipway.deployer.proxy;

import org.jspecify.annotations.NullMarked;
