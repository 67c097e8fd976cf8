/** Tests of the registry client: against scripted answers, and against a real registry with skopeo as judge. */
@NullMarked
package dev.slipway.registry;

import org.jspecify.annotations.NullMarked;
