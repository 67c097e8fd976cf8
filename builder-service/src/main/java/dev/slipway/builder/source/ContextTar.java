package dev.slipway.builder.source;

/**
 * A build context as written: the same commit, folder and ignore file give the same bytes.
 *
 * @param sha256 of the tar, 64 hex digits
 * @param bytes of the tar
 */
public record ContextTar(String sha256, long bytes, int files) {}
