/**
 * What an image's configuration says about how it will run: Dockle's checks under Dockle's ids, as far as the
 * configuration and the layers can tell.
 */
@NullMarked
package dev.slipway.scanner.lint;

import org.jspecify.annotations.NullMarked;
