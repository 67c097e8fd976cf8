/** Which tags an image is to be found under, decided from the commit and the ref alone. */
@NullMarked
package dev.slipway.builder.tag;

import org.jspecify.annotations.NullMarked;
