package dev.slipway.engine;

/** Takes output as it comes. Called by one thread at a time, never after the call it was given to has returned. */
@FunctionalInterface
public interface LogSink {
    void accept(LogLine line);

    static LogSink none() {
        return line -> {};
    }
}
