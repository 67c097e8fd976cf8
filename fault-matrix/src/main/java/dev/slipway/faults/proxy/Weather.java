package dev.slipway.faults.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** What the connections of a proxy go through at present. */
final class Weather {
    private static final int LOOK_MILLIS = 5;
    private static final int MILLIS = 1_000;

    /** Bytes until connections are cut; less than nothing where they are not. */
    final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

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
        if (latency > 0) {
            Thread.sleep(latency);
        }
        while (silent) {
            Thread.sleep(LOOK_MILLIS);
        }
        int rate = bytesPerSecond;
        if (rate > 0) {
            Thread.sleep((long) bytes * MILLIS / rate);
        }
        return left.get() == Long.MAX_VALUE ? bytes : Math.clamp(left.getAndAdd(-bytes), 0, bytes);
    }
}
