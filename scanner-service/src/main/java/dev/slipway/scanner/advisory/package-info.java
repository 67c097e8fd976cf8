/**
 * What is known against packages: OSV records read from a folder into an immutable {@link
 * dev.slipway.scanner.advisory.AdvisorySnapshot} that decisions can cite, and the {@link
 * dev.slipway.scanner.advisory.Matcher} that holds an inventory against one. Matching is by the distribution's own
 * names and releases, never by similar product names; what could not be matched is part of the answer.
 */
@NullMarked
package dev.slipway.scanner.advisory;

import org.jspecify.annotations.NullMarked;
