package dev.slipway.promoter.policy;

import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands under {@code gates}. */
final class GatesSection {
    private static final String[] SEVERITIES = {"critical", "high", "medium", "low", "negligible", "unknown"};
    private static final int MANY = 1_000_000;
    private static final int MOST_PEOPLE = 20;
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private GatesSection() {}

    /** @param hasParents whether the environment comes after another */
    static GateRules read(YamlMap gates, boolean hasParents) throws BrokenYaml {
        gates.only("tests", "scan", "approvals", "soak", "freeze", "expression");
        return new GateRules(
                tests(gates),
                scan(gates.map("scan")),
                approvals(gates),
                soak(gates, hasParents),
                freeze(gates),
                expression(gates));
    }

    private static TestsRule tests(YamlMap gates) throws BrokenYaml {
        String text = gates.optionalText("tests", Pattern.compile("required|optional"), "required or optional")
                .orElse("required");
        return TestsRule.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static ScanRule scan(YamlMap scan) throws BrokenYaml {
        scan.only("max", "fixable-only", "age", "unchecked", "secrets");
        boolean unchecked = scan.optionalText("unchecked", Pattern.compile("allow|refuse"), "allow or refuse")
                .orElse("refuse")
                .equals("allow");
        YamlMap limits = scan.map("max").only(SEVERITIES);
        Map<String, Integer> max = new TreeMap<>(ScanRule.standard().max());
        for (String severity : limits.keys()) {
            max.put(severity.toUpperCase(Locale.ROOT), limits.integer(severity, 0, 0, MANY));
        }
        Integer secrets = scan.keys().contains("secrets") ? scan.integer("secrets", 0, 0, MANY) : null;
        return new ScanRule(
                max,
                scan.bool("fixable-only", false),
                Durations.read(scan, "age").orElse(null),
                unchecked,
                secrets);
    }

    private static @Nullable ApprovalRule approvals(YamlMap gates) throws BrokenYaml {
        YamlMap approvals = gates.map("approvals").only("count", "role", "expires");
        if (!gates.keys().contains("approvals")) {
            return null;
        }
        String wanted = "the role of those who approve, such as release-manager";
        String role = approvals
                .optionalText("role", ROLE, wanted)
                .orElseThrow(() -> approvals.broken("role", "nothing", wanted));
        return new ApprovalRule(
                approvals.integer("count", 1, 1, MOST_PEOPLE),
                role,
                Durations.read(approvals, "expires").orElse(null));
    }

    private static @Nullable Duration soak(YamlMap gates, boolean hasParents) throws BrokenYaml {
        Duration soak = Durations.read(gates, "soak").orElse(null);
        if (soak != null && !hasParents) {
            throw gates.broken("soak", "a time to soak", "'after' as well: in which environment it soaks");
        }
        return soak;
    }

    private static List<FreezeWindow> freeze(YamlMap gates) throws BrokenYaml {
        List<FreezeWindow> windows = new ArrayList<>();
        for (YamlMap one : gates.maps("freeze")) {
            windows.add(window(one.only("cron", "for", "tz")));
        }
        return windows;
    }

    private static FreezeWindow window(YamlMap map) throws BrokenYaml {
        FreezeWindow window = new FreezeWindow(cron(map), Durations.require(map, "for"), zone(map));
        String nonsense = window.nonsense().orElse(null);
        if (nonsense != null) {
            throw map.broken("cron", nonsense, "a time that comes, and a 'for' that ends before it comes again");
        }
        return window;
    }

    private static String cron(YamlMap map) throws BrokenYaml {
        String wanted = "minute, hour, day of month, month and day of week as in crontab, such as '0 16 * * FRI'";
        String text = map.text("cron", wanted);
        try {
            FreezeWindow.check(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw map.broken("cron", "'%s' (%s)".formatted(text, e.getMessage()), wanted);
        }
    }

    private static String zone(YamlMap map) throws BrokenYaml {
        String wanted = "a time zone such as Europe/Berlin";
        String text = map.optionalText("tz", wanted).orElse("UTC");
        try {
            return ZoneId.of(text).getId();
        } catch (DateTimeException e) {
            throw map.broken("tz", "'%s'".formatted(text), wanted);
        }
    }

    private static @Nullable String expression(YamlMap gates) throws BrokenYaml {
        String wanted = "a condition in CEL, such as 'scan.packages < 500'";
        String text = gates.optionalText("expression", wanted).orElse(null);
        if (text != null) {
            try {
                Condition.parse(text);
            } catch (Condition.Malformed e) {
                throw gates.broken("expression", "'%s' (%s)".formatted(text, e.getMessage()), wanted);
            }
        }
        return text;
    }
}
