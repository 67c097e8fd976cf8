/** The pages: rendered here, readable without JavaScript, escaped by their templates. Forms carry the session's own mark. */
@NullMarked
package dev.slipway.console.pages;

import org.jspecify.annotations.NullMarked;
