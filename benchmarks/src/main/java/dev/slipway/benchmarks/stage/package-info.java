/** Stages whose engines answer at once: they read and write the ledger as the real ones do, and do nothing else. */
@NullMarked
package dev.slipway.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
