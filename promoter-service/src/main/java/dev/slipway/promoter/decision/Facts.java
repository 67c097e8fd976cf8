package dev.slipway.promoter.decision;

import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a digest at one moment: all that a decision may look at.
 *
 * @param entries how many entries of the digest's chain these facts come from
 * @param at the database's time
 * @param published whether the image is tagged and announced
 * @param tests the last result of each test, by name
 * @param scan the last scan, null before the first
 * @param deployed where a deployment of it ended well and was not rolled back, by environment
 */
public record Facts(
        AppName app,
        Digest digest,
        long entries,
        Instant at,
        boolean published,
        List<Test> tests,
        @Nullable Scan scan,
        Map<String, Instant> deployed) {
    public Facts {
        tests = List.copyOf(tests);
        deployed = new TreeMap<>(deployed);
    }

    /** One test of the application. */
    public record Test(
            String name, Verdict verdict, @Nullable String because) {}

    /**
     * One scan.
     *
     * @param findings open findings by severity
     * @param unchecked packages nothing can be said about, by reason
     */
    public record Scan(
            String snapshot,
            String sbomSha256,
            Instant at,
            Map<String, Integer> findings,
            Map<String, Integer> unchecked) {
        public Scan {
            findings = new TreeMap<>(findings);
            unchecked = new TreeMap<>(unchecked);
        }
    }
}
