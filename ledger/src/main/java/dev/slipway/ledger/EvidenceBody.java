package dev.slipway.ledger;

import dev.slipway.events.Sha256;

/**
 * Something too large for an event, kept by its SHA-256: an SBOM, a log, a decision with its policy and facts.
 *
 * @param kind such as {@code sbom}, {@code build-log}, {@code decision}
 */
public record EvidenceBody(String kind, String mediaType, byte[] body) {
    public String sha256() {
        return Sha256.hex(body);
    }
}
