package dev.slipway.scanner.advisory;

/**
 * Packages nothing can be said about: their findings, if any, are not in the answer.
 *
 * @param ecosystem as far as it is known, for example {@code Debian:12}
 * @param packages how many
 * @param detail a sentence, with an example where there are several
 */
public record Unmatched(Reason reason, String ecosystem, int packages, String detail) {
    /** Why not. */
    public enum Reason {
        /** Packages without a known distribution or release. */
        UNKNOWN_RELEASE,
        /** Java archives that do not say their group, without which no advisory names them. */
        NOT_IDENTIFIED,
        /** No order of versions for the ecosystem here. */
        NO_VERSION_ORDER,
        /** The snapshot knows nothing about the ecosystem's release. */
        NO_ADVISORIES,
        /** A version that is none, installed or in an advisory, or an advisory without comparable versions. */
        NOT_COMPARABLE
    }
}
