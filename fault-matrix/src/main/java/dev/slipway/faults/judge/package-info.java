/**
 * What must be true of a pipeline at rest, whatever happened to it before. The judge reads the rows of the database, the
 * log of the broker, the registry and the engine itself and believes no service; it computes every hash anew.
 */
@NullMarked
package dev.slipway.faults.judge;

import org.jspecify.annotations.NullMarked;
