package dev.slipway.scanner.inventory;

/** Something in a file that could not be read or understood, in words; becomes a {@link Gap} of the image. */
public record Doubt(Gap.Kind kind, String what) {}
