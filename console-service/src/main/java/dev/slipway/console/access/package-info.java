/**
 * Who may do what. A caller shows a token, or a session that a token opened; every resource method says which role it
 * needs, and one that says nothing is refused. What is sent is decided here, in one filter, never by paths.
 */
@NullMarked
package dev.slipway.console.access;

import org.jspecify.annotations.NullMarked;
