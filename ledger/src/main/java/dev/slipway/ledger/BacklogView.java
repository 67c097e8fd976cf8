package dev.slipway.ledger;

import java.util.List;

/**
 * What waits, runs and is stuck in all stages, at one moment.
 *
 * @param outboxRows events that are committed and not yet on the topic
 * @param outboxOldestSeconds the age of the oldest of them
 * @param outboxParkedRows those that can never be sent
 */
public record BacklogView(
        List<StageBacklog> stages, long outboxRows, double outboxOldestSeconds, long outboxParkedRows) {
    /**
     * One stage.
     *
     * @param ready jobs that could start now
     * @param retry jobs that wait for another attempt
     * @param paused jobs that wait for a lock or a window
     * @param held jobs in a lane whose first job is dead
     * @param dead jobs that wait for a person
     * @param oldestReadySeconds how long the oldest ready job has waited
     * @param timerOverdueSeconds how late the oldest timer is
     * @param quarantined records that could not be read and wait for a person
     */
    public record StageBacklog(
            String stage,
            long ready,
            long retry,
            long paused,
            long held,
            long running,
            long dead,
            double oldestReadySeconds,
            double timerOverdueSeconds,
            long quarantined) {}
}
