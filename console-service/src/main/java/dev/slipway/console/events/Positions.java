package dev.slipway.console.events;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a reader of the lifecycle topic has got: for each partition the offset of the record that comes next. Its text
 * is the id of a server-sent event, so that any replica of the console, at any later time, can go on from there.
 */
record Positions(Map<Integer, Long> next) {
    private static final int MOST = 1000;

    Positions {
        next = Map.copyOf(next);
    }

    static Positions none() {
        return new Positions(Map.of());
    }

    /** Reads {@code 0:17,1:4}; throws IllegalArgumentException for anything else. */
    static Positions parse(String text) {
        Map<Integer, Long> next = new TreeMap<>();
        for (String part : text.split(",", MOST)) {
            String[] pair = part.split(":", 3);
            if (pair.length != 2) {
                throw malformed(text, null);
            }
            try {
                next.put(Integer.parseUnsignedInt(pair[0]), Long.parseUnsignedLong(pair[1]));
            } catch (NumberFormatException e) {
                throw malformed(text, e);
            }
        }
        return new Positions(next);
    }

    private static IllegalArgumentException malformed(String text, @Nullable Exception cause) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return new IllegalArgumentException(
                "'%s' is not the id of an event of this stream (wanted: such as 0:17,1:4)".formatted(shown), cause);
    }

    /** Where a partition goes on; its beginning if it was not seen yet. */
    long of(int partition) {
        return next.getOrDefault(partition, 0L);
    }

    Positions after(int partition, long offset) {
        Map<Integer, Long> further = new TreeMap<>(next);
        further.put(partition, offset + 1);
        return new Positions(further);
    }

    /** The further of the two in each partition. */
    Positions merge(Positions other) {
        Map<Integer, Long> further = new TreeMap<>(next);
        other.next.forEach((partition, offset) -> further.merge(partition, offset, Math::max));
        return new Positions(further);
    }

    @Override
    public String toString() {
        return new TreeMap<>(next)
                .entrySet().stream()
                        .map(one -> one.getKey() + ":" + one.getValue())
                        .collect(Collectors.joining(","));
    }
}
