package dev.slipway.cli;

/** Exit codes, for CI: each says whose turn it is. */
final class Exit {
    static final int OK = 0;
    /** A gate said no. */
    static final int REFUSED = 1;

    static final int USAGE = 2;
    /** The image could not be built, or a test failed. */
    static final int BUILD_FAILED = 3;
    /** The commit or its slipway.yaml could not be used. */
    static final int SOURCE_FAILED = 4;
    /** Aborted, rolled back, or stuck. */
    static final int DEPLOYMENT_FAILED = 5;
    /** The console was not reached, or did not let us in. */
    static final int NO_CONSOLE = 6;
    /** The ledger does not hold. */
    static final int LEDGER_BROKEN = 7;

    /** Something was found that a person has to look at. */
    static final int NEEDS_A_PERSON = 8;

    static final int TIMED_OUT = 124;

    private Exit() {}
}
