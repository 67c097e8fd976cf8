package dev.slipway.faults;

import java.util.random.RandomGenerator;

/**
 * One fault, with what is on its way meanwhile. When the script returns, everything that was broken may still be so: it is
 * healed by whoever runs the case, who then waits for rest and has all of it judged.
 *
 * @param name begins with its kind, which is how cases are chosen
 */
record FaultCase(String name, Ground ground, Script script) {
    FaultCase(String name, Script script) {
        this(name, Ground.ANY_ENGINE, script);
    }

    /** What is done; random choices come from the seed. */
    @FunctionalInterface
    interface Script {
        /** What has to have come of it, looked at when all is at rest. */
        Aftermath run(TestBed bed, RandomGenerator random) throws Exception;
    }

    /** What a case expects beside what is true of every pipeline. */
    @FunctionalInterface
    interface Aftermath {
        void check(TestBed bed) throws Exception;
    }

    /** The case did not come about as it was meant to, or ended otherwise. */
    static final class Unexpected extends Exception {
        Unexpected(String message) {
            super(message);
        }
    }
}
