/** Values that builds may use and nobody may see. */
@NullMarked
package dev.slipway.builder.secret;

import org.jspecify.annotations.NullMarked;
