package dev.slipway.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A named place where a test can break a running service. Off unless the system property or environment variable
 * {@code slipway.failpoints} / {@code SLIPWAY_FAILPOINTS} names it: {@code name=halt} stops the process there as if
 * killed, {@code name=throw} throws, {@code name=pause:1500} waits that many milliseconds; {@code name@3=halt} acts at
 * the third hit only, without a number at every one. Several are separated by commas.
 */
public enum Failpoint {
    INTAKE_BEFORE_COMMIT,
    INTAKE_AFTER_COMMIT,
    CLAIM_AFTER_COMMIT,
    WORK_BEFORE,
    WORK_AFTER,
    RECORD_AFTER_COMMIT,
    FINISH_BEFORE_COMMIT,
    FINISH_AFTER_COMMIT,
    RELAY_AFTER_SEND,
    BUILD_AFTER_PUSH,
    BUILD_AFTER_TAG,
    PROMOTE_AFTER_TAG,
    DEPLOY_AFTER_PULL,
    DEPLOY_AFTER_START,
    DEPLOY_AFTER_VERIFY,
    DEPLOY_AFTER_SHARE,
    DEPLOY_AFTER_SWITCH,
    DEPLOY_AFTER_BAKE,
    DEPLOY_AFTER_WAY_BACK,
    DEPLOY_AFTER_STOP_OLD;

    private static final int HALTED = 137;
    private static final Map<Failpoint, Armed> ARMED = new ConcurrentHashMap<>();

    static {
        String text = System.getProperty("slipway.failpoints", System.getenv("SLIPWAY_FAILPOINTS"));
        if (text != null && !text.isBlank()) {
            for (String one : text.split(",", -1)) {
                arm(one.strip());
            }
        }
    }

    private record Armed(String action, int atHit, AtomicInteger hits) {}

    /** Does nothing in production: one look into an empty map. */
    public void hit() {
        if (!ARMED.isEmpty()) {
            act(ARMED.get(this));
        }
    }

    /** For tests in the same process. */
    static void arm(String specification) {
        int equals = specification.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    "not a failpoint: '%s' (expected NAME=halt, NAME=throw or NAME=pause:MILLIS)"
                            .formatted(specification));
        }
        String name = specification.substring(0, equals);
        int at = name.indexOf('@');
        Failpoint failpoint = valueOf(at < 0 ? name : name.substring(0, at));
        int hit = at < 0 ? 0 : Integer.parseInt(name.substring(at + 1));
        ARMED.put(failpoint, new Armed(specification.substring(equals + 1), hit, new AtomicInteger()));
    }

    static void disarm() {
        ARMED.clear();
    }

    private void act(@Nullable Armed armed) {
        if (armed == null) {
            return;
        }
        int hit = armed.hits().incrementAndGet();
        if (armed.atHit() != 0 && armed.atHit() != hit) {
            return;
        }
        if (armed.action().equals("halt")) {
            Runtime.getRuntime().halt(HALTED);
        } else if (armed.action().equals("throw")) {
            throw new IllegalStateException("failpoint " + name());
        } else if (armed.action().startsWith("pause:")) {
            pause(Long.parseLong(armed.action().substring("pause:".length())));
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
