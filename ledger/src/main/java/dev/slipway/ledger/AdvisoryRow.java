package dev.slipway.ledger;

/** What one advisory says about one package; {@code body} is the scanner's own JSON. */
public record AdvisoryRow(String advisory, String ecosystem, String packageName, String body) {}
