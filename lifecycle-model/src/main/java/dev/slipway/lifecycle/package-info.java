/**
 * What Slipway is about: builds, artifacts, placements and deployments, the states they can be in and the only moves
 * between them. Plain values without I/O; {@link dev.slipway.lifecycle.FactType} is the one table that the database,
 * the events and the documentation are held equal to.
 */
@NullMarked
package dev.slipway.lifecycle;

import org.jspecify.annotations.NullMarked;
