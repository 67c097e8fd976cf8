package dev.slipway.ledger;

/** One package inside an artifact, by package URL. */
public record ComponentView(String purl, String name, String version) {}
