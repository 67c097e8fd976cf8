package dev.slipway.builder.source;

/** How much of a stranger's repository is taken. */
public record Limits(long maxFileBytes, long maxContextBytes, int maxFiles) {
    public static final Limits DEFAULT = new Limits(256L << 20, 1L << 30, 50_000);
}
