package dev.slipway.deployer.verify;

import dev.slipway.lifecycle.Verdict;

/**
 * What callers' requests say of a new set: a share of failures over the limit is a failure, below it a pass, and too few
 * requests say nothing. A function of its arguments.
 */
public final class TrafficJudge {
    private TrafficJudge() {}

    /**
     * A finding with its numbers.
     *
     * @param requests of callers, that the new set was given
     * @param failed of these, with 5xx or without an answer
     * @param own requests of the deployer's to the new set, all answered as wanted; named where callers' are too few
     */
    public static Finding judge(
            String check, long requests, long failed, long own, long meanMillis, int errorPercent, int minRequests) {
        String numbers = "%d of %d requests failed (limit %d %%), %d ms in the mean"
                .formatted(failed, requests, errorPercent, meanMillis);
        if (requests < minRequests) {
            return new Finding(
                    check,
                    Verdict.INCONCLUSIVE,
                    "%s: fewer than the %d wanted; all %d of our own were answered as wanted"
                            .formatted(numbers, minRequests, own));
        }
        return new Finding(check, failed * 100 > requests * errorPercent ? Verdict.FAIL : Verdict.PASS, numbers);
    }
}
