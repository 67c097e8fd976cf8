package dev.slipway.ledger;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The room of a worker: slots for work, and twice as many places in memory, since a job that has worked stays until its end is
 * written.
 */
final class Slots {
    private final int slots;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger there = new AtomicInteger();

    Slots(int slots) {
        this.slots = slots;
    }

    /** How many jobs there is room for; less than one if more than that are there, as urgent ones may be. */
    int free() {
        return Math.min(slots - working.get(), 2 * slots - there.get());
    }

    /** A job begins to work. */
    void take() {
        there.incrementAndGet();
        working.incrementAndGet();
    }

    /** A job has worked; whether there may be room now where there was none. */
    boolean worked() {
        return working.getAndDecrement() >= slots;
    }

    /** A job that has worked is gone; whether there may be room now where there was none. */
    boolean gone() {
        return there.getAndDecrement() >= 2 * slots;
    }
}
