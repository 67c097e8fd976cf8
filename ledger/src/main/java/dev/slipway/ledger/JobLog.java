package dev.slipway.ledger;

import java.util.List;
import java.util.UUID;
import org.jboss.logging.MDC;

/**
 * Marks every line that is logged while it is open with the job it belongs to. Threads that are started meanwhile
 * inherit the marks.
 */
final class JobLog implements AutoCloseable {
    private static final List<String> KEYS = List.of("stage", "job", "kind", "attempt", "subject", "trace");

    private JobLog() {}

    static JobLog open(RunningJob running) {
        Job job = running.job();
        UUID chain = running.chain();
        MDC.put("stage", job.stage());
        MDC.put("job", job.id().toString());
        MDC.put("kind", job.kind());
        MDC.put("attempt", Integer.toString(job.attempt()));
        MDC.put("subject", job.subject().key());
        if (chain != null) {
            MDC.put("trace", ChainTrace.id(chain));
        }
        return new JobLog();
    }

    @Override
    public void close() {
        KEYS.forEach(MDC::remove);
    }
}
