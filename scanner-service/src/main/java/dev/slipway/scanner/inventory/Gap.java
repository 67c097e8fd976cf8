package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Something in the image that the inventory knows it does not know. An empty list of findings means little while there
 * is one.
 *
 * @param layer diff id, where the gap is of one layer
 */
public record Gap(Kind kind, @Nullable Digest layer, String path, String detail) {
    /** What kind of not knowing. */
    public enum Kind {
        /** A package database in a form that is not read here. */
        UNREAD_DATABASE,
        /** A record of a database that could not be understood. */
        BROKEN_RECORD,
        /** A link or special file where a database is expected. */
        NOT_FOLLOWED,
        /** A distribution by its {@code os-release}, or an empty database, but not one package: how it was made is not on record. */
        NO_PACKAGES,
        /** A Java archive that is no intact archive. */
        ARCHIVE_BROKEN,
        /** A Java archive that is, or unpacks to, more bytes than are read. */
        ARCHIVE_SIZE,
        /** Java archives in archives in archives, deeper than is read. */
        ARCHIVE_DEPTH,
        /** A Java archive with more entries, or a longer list of them, than is read. */
        ARCHIVE_ENTRIES
    }
}
