package dev.slipway.faults;

import java.util.HashMap;
import java.util.Map;

/** How the services of a test bed are set: a fault is over soon, and two busy cores still keep up. */
final class Pace {
    /** Started again many times, never for long: code that is compiled twice does not pay. */
    static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private static final Map<String, String> EVERYWHERE = Map.ofEntries(
            Map.entry("JDK_JAVA_OPTIONS", QUICK_START),
            Map.entry("SLIPWAY_LEDGER_LEASE", "5s"),
            Map.entry("SLIPWAY_LEDGER_SWEEP", "1s"),
            Map.entry("SLIPWAY_LEDGER_MISSED_AFTER", "4s"),
            Map.entry("SLIPWAY_DEPLOYER_STOP_GRACE", "2s"),
            Map.entry("MP_MESSAGING_INCOMING_LIFECYCLE_SESSION_TIMEOUT_MS", "3000"),
            Map.entry("KAFKA_HEARTBEAT_INTERVAL_MS", "700"));

    private Pace() {}

    static Map<String, String> of(Ground ground) {
        Map<String, String> pace = new HashMap<>(EVERYWHERE);
        // looking for drift is work that comes around: where nothing is to be repaired it would only keep the bed from
        // its rest
        pace.put("SLIPWAY_DEPLOYER_DRIFT_EVERY", ground == Ground.OWN_ENGINE ? "5s" : "12h");
        return pace;
    }
}
