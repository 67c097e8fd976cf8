package dev.slipway.scanner.inventory;

/**
 * A credential found where everybody who can pull the image can read it. Its value is not kept.
 *
 * @param rule which kind, for example {@code github-token}
 * @param place where inside: {@code line 3}
 * @param masked its first characters, to recognise it by
 * @param sha256 of its value, to tell two apart
 */
public record Secret(String rule, String path, String place, String masked, String sha256) {}
