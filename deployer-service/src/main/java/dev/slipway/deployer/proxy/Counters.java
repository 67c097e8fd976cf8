package dev.slipway.deployer.proxy;

import java.util.HashMap;
import java.util.Map;

/**
 * What the proxy has counted for one server since its start.
 *
 * @param requests answered, with whatever status
 * @param failed answered with 5xx, not reached, or broken off
 * @param meanMillis of the last 1,024 answers
 * @param sessions requests under way
 */
public record Counters(long requests, long failed, long meanMillis, int sessions, int weight, String status) {
    static final Counters NONE = new Counters(0, 0, 0, 0, 0, "");

    /** What has come since an earlier reading; all of it where the proxy was restarted in between. */
    public Counters since(Counters earlier) {
        boolean restarted = requests < earlier.requests() || failed < earlier.failed();
        return restarted
                ? this
                : new Counters(
                        requests - earlier.requests(), failed - earlier.failed(), meanMillis, sessions, weight, status);
    }

    /** Reads the answer to {@code show stat}: a line of names, then one line per server. */
    static Counters parse(String answer, String server) {
        String[] lines = answer.split("\n", -1);
        String[] names = lines[0].replaceFirst("^# ", "").split(",", -1);
        for (String line : lines) {
            String[] values = line.split(",", -1);
            if (values.length > 1 && values[0].equals("app") && values[1].equals(server)) {
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < Math.min(names.length, values.length); i++) {
                    row.put(names[i], values[i]);
                }
                return of(row);
            }
        }
        return NONE;
    }

    private static Counters of(Map<String, String> row) {
        long broken = number(row, "econ") + number(row, "eresp");
        long requests = broken;
        for (String kind : new String[] {"1xx", "2xx", "3xx", "4xx", "5xx", "other"}) {
            requests += number(row, "hrsp_" + kind);
        }
        return new Counters(
                requests,
                number(row, "hrsp_5xx") + broken,
                number(row, "rtime"),
                (int) number(row, "scur"),
                (int) number(row, "weight"),
                row.getOrDefault("status", ""));
    }

    private static long number(Map<String, String> row, String name) {
        String text = row.getOrDefault(name, "");
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
