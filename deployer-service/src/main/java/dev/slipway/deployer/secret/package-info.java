/** Secret values: looked up at the last moment, handed to a container as files, fingerprinted, and kept out of all else. */
@NullMarked
package dev.slipway.deployer.secret;

import org.jspecify.annotations.NullMarked;
