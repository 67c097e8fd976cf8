package dev.slipway.deployer.verify;

import dev.slipway.lifecycle.Verdict;

/** What a check came to; {@code because} has its numbers. */
public record Finding(String check, Verdict verdict, String because) {
    public static Finding pass(String check, String because) {
        return new Finding(check, Verdict.PASS, because);
    }

    public static Finding fail(String check, String because) {
        return new Finding(check, Verdict.FAIL, because);
    }

    public boolean failed() {
        return verdict == Verdict.FAIL || verdict == Verdict.ERROR;
    }
}
