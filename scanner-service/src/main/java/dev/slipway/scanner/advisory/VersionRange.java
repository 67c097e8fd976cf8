package dev.slipway.scanner.advisory;

import dev.slipway.scanner.version.VersionOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Affected versions told as events along the ecosystem's order of versions, by the rules of the OSV schema. */
public record VersionRange(List<Event> events) {
    public VersionRange {
        events = List.copyOf(events);
    }

    /** What changes at a version. */
    public enum Change {
        INTRODUCED,
        FIXED,
        LAST_AFFECTED,
        LIMIT
    }

    /** A change and the version it happens at; {@code 0} is before every version. */
    public record Event(Change change, String version) {}

    /**
     * Whether the range holds this version.
     *
     * @throws IllegalArgumentException a version that the order does not know
     */
    boolean contains(String version, VersionOrder order) {
        boolean affected = false;
        for (Event event : events.stream().sorted(alongside(order)).toList()) {
            boolean reached = compare(version, event.version, order) >= 0;
            switch (event.change) {
                case INTRODUCED -> affected |= reached;
                case FIXED -> affected &= !reached;
                case LAST_AFFECTED -> affected &= compare(version, event.version, order) <= 0;
                case LIMIT -> {}
            }
        }
        return affected && isBeforeLimits(version, order);
    }

    /** The first version after this one with a fix. */
    Optional<String> fixAfter(String version, VersionOrder order) {
        return events.stream()
                .filter(event -> event.change == Change.FIXED && compare(event.version, version, order) > 0)
                .sorted(alongside(order))
                .map(Event::version)
                .findFirst();
    }

    private boolean isBeforeLimits(String version, VersionOrder order) {
        List<Event> limits =
                events.stream().filter(event -> event.change == Change.LIMIT).toList();
        return limits.isEmpty()
                || limits.stream()
                        .anyMatch(limit -> limit.version.equals("*") || compare(version, limit.version, order) < 0);
    }

    private static Comparator<Event> alongside(VersionOrder order) {
        return (left, right) -> compare(left.version, right.version, order);
    }

    private static int compare(String left, String right, VersionOrder order) {
        if (left.equals(right)) {
            return 0;
        }
        if (left.equals("0") || right.equals("*")) {
            return -1;
        }
        if (right.equals("0") || left.equals("*")) {
            return 1;
        }
        return order.compare(left, right);
    }
}
