package dev.slipway.scanner.lint;

/** Something about an image that should be otherwise. {@code id} is Dockle's. */
public record Remark(String id, String what) {}
