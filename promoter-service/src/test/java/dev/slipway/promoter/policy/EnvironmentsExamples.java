package dev.slipway.promoter.policy;

import java.util.ArrayList;
import java.util.List;

/** Files that must be taken, and files that must be refused with what is wrong; the reader and the schema see the same. */
final class EnvironmentsExamples {
    static final List<String> ACCEPTED = List.of(
            "environments: [{name: dev}]",
            "environments: [{name: dev, auto: true, gates: {tests: optional}, target: {docker: {}}, strategy: {bake: 5m}, drift: repair}]",
            "environments: [{name: dev}, {name: prod, after: [dev], gates: {soak: 90s}}]",
            "environments: [{name: dev, gates: {approvals: {role: lead}}}]",
            "environments: [{name: dev, gates: {scan: {secrets: 0, age: 7d, fixable-only: false, unchecked: allow}}}]",
            "environments: [{name: dev, gates: {freeze: [{cron: '*/5 1-3 * * MON-FRI', for: 1m}]}}]",
            "environments: [{name: dev, repository: 'registry.example.com:5000/prod/{app}'}]",
            "environments: [{name: dev, gates: {expression: 'tests.all(t, t.verdict == \"PASS\")'}}]");

    /** Those that no schema can find: they need to be understood. */
    static final List<Refused> REFUSED_BY_READING = List.of(
            new Refused(
                    "environments:\n  - {name: a}\n  - {name: a}", "e.yaml:3: environments[1].name: found 'a' again"),
            new Refused(
                    "environments:\n  - {name: prod, after: [dev]}\n  - {name: dev}",
                    "e.yaml:2: environments[0].after: found 'dev'"),
            new Refused("environments:\n  - {name: a, after: [a]}", "e.yaml:2: environments[0].after: found 'a'"),
            gates("soak: 10m", "soak: found a time to soak"),
            gates("freeze: [{cron: '61 * * * *', for: 1h}]", "freeze[0].cron: found '61 * * * *' ("),
            gates("freeze: [{cron: '0 0 31 2 *', for: 1h}]", "freeze[0].cron: found a time that never comes"),
            gates(
                    "freeze: [{cron: '0 * * * *', for: 1h}]",
                    "freeze[0].cron: found windows that leave no time between them"),
            gates("freeze: [{cron: '0 * * * *', for: 1m, tz: Mars/Olympus}]", "freeze[0].tz: found 'Mars/Olympus'"),
            gates("expression: '1 + 1'", "expression: found '1 + 1' ("),
            gates("expression: findings.size() == 0", "expression: found 'findings.size() == 0' (undeclared reference"),
            gates("expression: '1 + '", "expression: found '1 + ' ("));

    static final List<Refused> REFUSED_BY_FORM = List.of(
            new Refused("environments: []", "e.yaml:1: environments: found no environment"),
            new Refused("stages: []", "e.yaml:1: stages: found an unknown key"),
            new Refused("environments:\n  - {auto: true}", "e.yaml:2: environments[0].name: found nothing"),
            new Refused("environments:\n  - {name: A_b}", "e.yaml:2: environments[0].name: found 'A_b'"),
            new Refused(
                    "environments:\n  - {name: a, approve: me}",
                    "e.yaml:2: environments[0].approve: found an unknown key"),
            new Refused(
                    "environments:\n  - {name: a, repository: prod}",
                    "e.yaml:2: environments[0].repository: found 'prod'"),
            gates("votes: 1", "votes: found an unknown key"),
            gates("tests: no", "tests: found 'no'"),
            gates("scan: {max: {severe: 1}}", "scan.max.severe: found an unknown key"),
            gates("scan: {max: {high: -1}}", "scan.max.high: found '-1'"),
            gates("scan: {unchecked: true}", "scan.unchecked: found 'true'"),
            gates("scan: {age: 24}", "scan.age: found '24'"),
            gates("scan: {secrets: many}", "scan.secrets: found 'many'"),
            gates("scan: {fixable-only: perhaps}", "scan.fixable-only: found 'perhaps'"),
            gates("approvals: {}", "approvals.role: found nothing"),
            gates("approvals: {role: Boss}", "approvals.role: found 'Boss'"),
            gates("approvals: {role: lead, count: 0}", "approvals.count: found '0'"),
            gates("approvals: {role: lead, expires: never}", "approvals.expires: found 'never'"),
            gates("soak: soon", "soak: found 'soon'"),
            gates("freeze: [{cron: '0 16 * * FRI'}]", "freeze[0].for: found nothing"),
            gates("freeze: [{for: 1h}]", "freeze[0].cron: found nothing"),
            gates("freeze: {cron: x}", "freeze: found keys with values"),
            gates("freeze: [{cron: '0 16 * * FRI', for: 1h, zone: UTC}]", "freeze[0].zone: found an unknown key"));

    static final List<Refused> REFUSED = new ArrayList<>(REFUSED_BY_FORM);

    static {
        REFUSED.addAll(REFUSED_BY_READING);
    }

    private EnvironmentsExamples() {}

    /** @param message how the reader's message begins */
    record Refused(String text, String message) {}

    private static Refused gates(String gates, String message) {
        return new Refused(
                "environments:\n  - name: a\n    gates: {%s}\n".formatted(gates),
                "e.yaml:3: environments[0].gates." + message);
    }
}
