package dev.slipway.console.commands;

/**
 * What a command came to.
 *
 * @param changed false when it was so already and nothing was written
 * @param note one sentence on what follows
 */
public record Done(String command, String subject, boolean changed, String note) {}
