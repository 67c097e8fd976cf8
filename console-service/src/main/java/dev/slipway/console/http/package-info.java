/** Values in, problems out: what every answer of the console has in common. */
@NullMarked
package dev.slipway.console.http;

import org.jspecify.annotations.NullMarked;
