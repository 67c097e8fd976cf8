/**
 * In: {@code build.requested} (and the requests of outsiders, on a topic of their own). The exact commit is fetched,
 * built, tested and pushed; the pushed manifest's digest is what everything after speaks of. Out:
 * {@code build.started|finished}, {@code testsuiterun.finished}, {@code artifact.packaged}, then tags and
 * {@code artifact.published}.
 */
@NullMarked
package dev.slipway.builder;

import org.jspecify.annotations.NullMarked;
