package dev.slipway.engine;

/**
 * One line of output.
 *
 * @param step the build step it belongs to; empty where there is none
 * @param text without the line end; lines over 16 KiB come in pieces
 */
public record LogLine(String step, Source source, String text) {
    /** Who wrote the line: the command, or the builder about the step. */
    public enum Source {
        STDOUT,
        STDERR,
        BUILDER
    }
}
