/**
 * Signs what the ledger has become. At a steady pace a checkpoint over the heads of all chains is made, if any has grown,
 * signed with a key that the database does not know, and published to a topic; replicas take turns. The newest one on the
 * topic is what the ledger is compared with when it is verified.
 */
@NullMarked
package dev.slipway.console.checkpoints;

import org.jspecify.annotations.NullMarked;
