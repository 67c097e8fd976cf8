package dev.slipway.builder;

import dev.slipway.ledger.LedgerUnavailable;
import dev.slipway.ledger.LiveLogs;
import dev.slipway.lifecycle.BuildId;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The logs of the builds that run in this replica, written on to where the others can read them about once a second. */
@ApplicationScoped
class BuildLogs {
    private static final Logger LOG = Logger.getLogger(BuildLogs.class);
    private static final long WRITE_MILLIS = 1_000;

    private final Map<BuildId, Live> logs = new ConcurrentHashMap<>();
    private final BuilderConfig config;
    private final LiveLogs store;
    private @Nullable Thread writer;

    private static final class Live {
        private final BuildLog log;
        private int pieces;
        private byte[] pending = new byte[0];
        private boolean ended;

        Live(BuildLog log, int pieces) {
            this.log = log;
            this.pieces = pieces;
        }
    }

    BuildLogs(BuilderConfig config, LiveLogs store) {
        this.config = config;
        this.store = store;
    }

    /** The log of a build, after what earlier attempts of it have left. */
    BuildLog begin(BuildId build) {
        List<byte[]> earlier = store.pieces(build);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        earlier.forEach(all::writeBytes);
        BuildLog log = BuildLog.after(all.toByteArray(), config.maxLog());
        logs.put(build, new Live(log, earlier.size()));
        startWriter();
        return log;
    }

    /** What the attempts of a build have left of its log, once {@link #end} is done. */
    BuildLog left(BuildId build) {
        return BuildLog.after(store.read(build), config.maxLog());
    }

    /** The attempt is over: what is not written yet is, and nothing after it. */
    void end(BuildId build) {
        Live live = logs.remove(build);
        if (live != null) {
            write(build, live);
            synchronized (live) {
                live.ended = true;
            }
        }
    }

    private synchronized void startWriter() {
        if (writer == null) {
            writer = Thread.ofVirtual().name("build-logs").start(this::writeOn);
        }
    }

    private void writeOn() {
        try {
            while (true) {
                Thread.sleep(WRITE_MILLIS);
                logs.forEach(this::write);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A piece that could not be written is written later, under the same number. */
    private void write(BuildId build, Live live) {
        synchronized (live) {
            if (live.pending.length == 0) {
                live.pending = live.log.news();
            }
            if (live.ended || live.pending.length == 0) {
                return;
            }
            try {
                store.append(build, live.pieces, live.pending);
                live.pieces++;
                live.pending = new byte[0];
            } catch (LedgerUnavailable e) {
                LOG.warnf("log of build %s not written on: %s", build, e.getMessage());
            }
        }
    }

    @PreDestroy
    synchronized void stop() {
        if (writer != null) {
            writer.interrupt();
        }
    }
}
