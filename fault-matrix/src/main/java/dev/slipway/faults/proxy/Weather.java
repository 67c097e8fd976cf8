package dev.slipway.faults.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** What the connections of a proxy go through at present. */
final class Weather {
    private static final int LOOK_MILLIS = 5;
    private static final int MILLIS = 1_000;

    /** Bytes until connections are cut; less than nothing where they are not. */
    final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    /** How often it was felt. */
    final AtomicLong felt = new AtomicLong();

    volatile long latencyMillis;
    volatile int bytesPerSecond;
    volatile boolean silent;

    void clear() {
        left.set(Long.MAX_VALUE);
        latencyMillis = 0;
        bytesPerSecond = 0;
        silent = false;
    }

    /** Returns once so many bytes may pass; how many of them do. */
    int pass(int bytes) throws InterruptedException {
        long latency = latencyMillis;
        int rate = bytesPerSecond;
        if (latency > 0 || rate > 0 || silent) {
            felt.incrementAndGet();
        }
        if (latency > 0) {
            Thread.sleep(latency);
        }
        while (silent) {
            Thread.sleep(LOOK_MILLIS);
        }
        if (rate > 0) {
            Thread.sleep((long) bytes * MILLIS / rate);
        }
        int passes = left.get() == Long.MAX_VALUE ? bytes : Math.clamp(left.getAndAdd(-bytes), 0, bytes);
        if (passes < bytes) {
            felt.incrementAndGet();
        }
        return passes;
    }
}
