package dev.slipway.ledger;

import dev.slipway.ledger.BacklogView.StageBacklog;
import dev.slipway.lifecycle.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;

/** Reads how much work there is, from the same figures as the metrics. */
@ApplicationScoped
public class Backlog {
    private static final List<String> STAGES = Arrays.stream(Role.values())
            .filter(role -> role != Role.CONSOLE)
            .map(Role::wireName)
            .toList();

    private final Database database;

    Backlog(Database database) {
        this.database = database;
    }

    public BacklogView read() {
        WorkFigures figures = database.transaction("read the backlog", c -> WorkFigures.read(c, STAGES));
        return new BacklogView(
                STAGES.stream().map(stage -> stage(figures, stage)).toList(),
                (long) figures.sum(Metric.OUTBOX_ROWS),
                figures.max(Metric.OUTBOX_OLDEST),
                (long) figures.sum(Metric.OUTBOX_PARKED_ROWS));
    }

    private static StageBacklog stage(WorkFigures figures, String stage) {
        return new StageBacklog(
                stage,
                jobs(figures, stage, "ready"),
                jobs(figures, stage, "retry"),
                jobs(figures, stage, "paused"),
                jobs(figures, stage, "held"),
                jobs(figures, stage, "running"),
                jobs(figures, stage, "dead"),
                figures.value(Metric.JOB_OLDEST, stage),
                figures.value(Metric.TIMER_OVERDUE, stage),
                (long) figures.value(Metric.QUARANTINE_ROWS, stage));
    }

    private static long jobs(WorkFigures figures, String stage, String state) {
        return (long) figures.value(Metric.JOBS, stage, state);
    }
}
