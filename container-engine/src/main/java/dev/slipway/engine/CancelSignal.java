package dev.slipway.engine;

import java.util.LinkedHashSet;
import java.util.Set;

/** A switch that any thread may throw once to end the calls it was handed to. */
public final class CancelSignal {
    private final Set<Runnable> listeners = new LinkedHashSet<>();
    private boolean cancelled;

    /** Ends the calls; again is harmless. */
    public void cancel() {
        Set<Runnable> toTell;
        synchronized (listeners) {
            cancelled = true;
            toTell = Set.copyOf(listeners);
            listeners.clear();
        }
        toTell.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        synchronized (listeners) {
            return cancelled;
        }
    }

    /** Runs the listener at the cancel, at once where that already happened; closing the registration forgets it. */
    Registration onCancel(Runnable listener) {
        synchronized (listeners) {
            if (!cancelled) {
                listeners.add(listener);
                return () -> forget(listener);
            }
        }
        listener.run();
        return () -> {};
    }

    private void forget(Runnable listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
