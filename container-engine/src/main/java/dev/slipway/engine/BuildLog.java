package dev.slipway.engine;

import dev.slipway.engine.LogLine.Source;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Passes a build's output on line by line and remembers the end of each step's, for the message if it fails. */
final class BuildLog {
    private static final int TAIL_LINES = 40;
    private static final int LONGEST_TAIL_LINE = 2_000;

    private final LogSink sink;
    private final Map<Channel, LineSplitter> splitters = new LinkedHashMap<>();
    private final Map<String, Deque<String>> tails = new HashMap<>();
    private volatile boolean closed;
    private volatile String current = "";

    private record Channel(String step, Source source) {}

    BuildLog(LogSink sink) {
        this.sink = CallersFault.marking(sink);
    }

    void output(String step, Source source, ByteBuffer piece) {
        splitters
                .computeIfAbsent(new Channel(step, source), channel -> new LineSplitter(text -> line(channel, text)))
                .accept(piece);
    }

    /** A remark of the builder about a step; not part of the step's tail. */
    void remark(String step, String text) {
        pass(new LogLine(step, Source.BUILDER, text));
    }

    void started(String step) {
        current = step;
        remark(step, step);
    }

    /** The step begun last; empty before the first. */
    String current() {
        return current;
    }

    List<String> tail(String step) {
        return List.copyOf(tails.getOrDefault(step, new ArrayDeque<>()));
    }

    void finish() {
        splitters.values().forEach(LineSplitter::finish);
    }

    /** From here on nothing reaches the sink, even if the reader is still caught in it. */
    void close() {
        closed = true;
    }

    private void line(Channel channel, String text) {
        var tail = tails.computeIfAbsent(channel.step(), _ -> new ArrayDeque<>());
        if (tail.size() == TAIL_LINES) {
            tail.removeFirst();
        }
        tail.addLast(text.length() <= LONGEST_TAIL_LINE ? text : text.substring(0, LONGEST_TAIL_LINE) + "…");
        pass(new LogLine(channel.step(), channel.source(), text));
    }

    private void pass(LogLine line) {
        if (!closed) {
            sink.accept(line);
        }
    }
}
