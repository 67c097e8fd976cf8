/**
 * Exact commits of allowed Git hosts, and the build context in them. Nothing is checked out: a commit is fetched into a bare
 * repository and its tree is written as a tar.
 */
@NullMarked
package dev.slipway.builder.source;

import org.jspecify.annotations.NullMarked;
