package dev.slipway.faults.judge;

/**
 * One promise that was not kept.
 *
 * @param promise its number in the design: P1, P2 and so on
 * @param what a sentence that names the row, record, image or container
 */
public record Violation(String promise, String what) {
    @Override
    public String toString() {
        return promise + ": " + what;
    }
}
