/** The JSON API: reads, and the commands of people and CI. */
@NullMarked
package dev.slipway.console.api;

import org.jspecify.annotations.NullMarked;
