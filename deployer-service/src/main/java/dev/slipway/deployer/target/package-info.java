/** Where an environment runs: the deployer's part of environments.yaml, and what differs there for one app. */
@NullMarked
package dev.slipway.deployer.target;

import org.jspecify.annotations.NullMarked;
