package dev.slipway.events.chain;

/**
 * One entry as a link of its subject's chain, as it is stored.
 *
 * @param hash is to be SHA-256(previousHash ‖ bytes)
 */
public record Link(String subject, long seq, byte[] bytes, byte[] previousHash, byte[] hash) {}
