package dev.slipway.ledger;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Advisories to be imported: all of them by name and hash, and those that changed with what they say. */
public interface AdvisoryIntake {
    /** The hash over all records. */
    String id();

    /** SHA-256 of every record by its id. */
    Map<String, String> contents();

    /** How many records count, without the withdrawn ones. */
    int records();

    int rejected();

    /** Which files could not be read and why, to be kept as evidence. */
    EvidenceBody report();

    /** Reads these records again and hands over what each says; a record about nothing has no rows. */
    void read(Set<String> ids, BiConsumer<String, List<AdvisoryRow>> rows) throws IOException;
}
