package dev.slipway.ledger;

import java.time.Instant;

/**
 * An import of advisories.
 *
 * @param number in the order of imports, from 1
 * @param id a hash over its records: what decisions cite
 */
public record SnapshotView(long number, String id, int records, int rejected, Instant at) {}
