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
 *
 * <p>A running service is armed by files: where {@code SLIPWAY_FAILPOINTS_FOLDER} names a folder, a file in it with a
 * failpoint's name holds what to do there, {@code once@3:halt} to do it at the third hit from now on and never again. Then
 * the file goes, and {@code <name>.fired} holds the process. Each hit makes {@code <name>.reached} a character longer.
 */
public enum Failpoint {
    INTAKE_BEFORE_COMMIT,
    INTAKE_AFTER_COMMIT,
    CLAIM_BEFORE_COMMIT,
    CLAIM_AFTER_COMMIT,
    WORK_BEFORE,
    WORK_AFTER,
    RECORD_BEFORE_COMMIT,
    RECORD_AFTER_COMMIT,
    FINISH_BEFORE_COMMIT,
    FINISH_AFTER_COMMIT,
    CLOSE_BEFORE_COMMIT,
    CLOSE_AFTER_COMMIT,
    RELAY_BEFORE_SEND,
    RELAY_AFTER_SEND,
    RELAY_AFTER_DELETE,
    COMMAND_BEFORE_COMMIT,
    COMMAND_AFTER_COMMIT,
    BUILD_AFTER_FETCH,
    BUILD_AFTER_IMAGE,
    BUILD_AFTER_TEST,
    BUILD_BEFORE_PUSH,
    BUILD_AFTER_PUSH,
    BUILD_BEFORE_TAG,
    BUILD_AFTER_EACH_TAG,
    BUILD_AFTER_TAG,
    SCAN_AFTER_READ,
    SCAN_BEFORE_ATTACH,
    SCAN_AFTER_ATTACH,
    PROMOTE_BEFORE_TAG,
    PROMOTE_AFTER_TAG,
    DEPLOY_BEFORE_PULL,
    DEPLOY_AFTER_PULL,
    DEPLOY_AFTER_NETWORK,
    DEPLOY_AFTER_CREATE,
    DEPLOY_AFTER_START,
    DEPLOY_AFTER_VERIFY,
    DEPLOY_BEFORE_SHARE,
    DEPLOY_AFTER_CONFIGURE,
    DEPLOY_AFTER_SHARE,
    DEPLOY_AFTER_SWITCH,
    DEPLOY_AFTER_BAKE,
    DEPLOY_BEFORE_WAY_BACK,
    DEPLOY_AFTER_WAY_BACK,
    DEPLOY_BEFORE_STOP_OLD,
    DEPLOY_AFTER_STOP,
    DEPLOY_AFTER_REMOVE,
    DEPLOY_AFTER_STOP_OLD;

    private static final int HALTED = 137;
    private static final Map<Failpoint, Armed> ARMED = new ConcurrentHashMap<>();
    private static final @Nullable FailpointFolder FOLDER =
            FailpointFolder.named(System.getenv("SLIPWAY_FAILPOINTS_FOLDER"));

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
        if (FOLDER != null) {
            FOLDER.hit(this).ifPresent(this::act);
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
        act(armed.action());
    }

    private void act(String action) {
        if (action.equals("halt")) {
            Runtime.getRuntime().halt(HALTED);
        } else if (action.equals("throw")) {
            throw new IllegalStateException("failpoint " + name());
        } else if (action.startsWith("pause:")) {
            pause(Long.parseLong(action.substring("pause:".length())));
        } else {
            throw new IllegalArgumentException(
                    "failpoint %s shall '%s' (expected halt, throw or pause:MILLIS)".formatted(name(), action));
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
