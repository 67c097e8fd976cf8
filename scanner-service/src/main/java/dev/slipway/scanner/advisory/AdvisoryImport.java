package dev.slipway.scanner.advisory;

import java.util.List;

/**
 * What came of reading a folder of advisories.
 *
 * @param withdrawn records that are taken back; part of the snapshot's id, never matched
 * @param repeated records that were there more than once; the one changed last counts
 * @param rejectedCount records that could not be read
 * @param rejected the first of them, with the reason
 */
public record AdvisoryImport(
        AdvisorySnapshot snapshot, int withdrawn, int repeated, int rejectedCount, List<Rejected> rejected) {
    public AdvisoryImport {
        rejected = List.copyOf(rejected);
    }

    /**
     * A record that was not read.
     *
     * @param file below the folder; a record in a zip is {@code Debian/all.zip!DSA-5000-1.json}
     */
    public record Rejected(String file, String reason) {}
}
