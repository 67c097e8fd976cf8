package dev.slipway.promoter.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a digest, and of an environment it wants to enter, at one moment: all that a decision may
 * look at. Lists are in an order of their own, so that the same facts are the same value. Every {@code entry} names the
 * ledger entry it comes from as {@code subject#seq}.
 *
 * @param at the database's time
 * @param entries how many entries of the digest's chain these facts come from
 * @param environmentEntries the same of the environment's chain
 * @param published whether the image is tagged and announced
 * @param source who wrote the commits it was built from
 * @param tests the last result of each test, by name
 * @param scan the last scan, null before the first
 * @param deployed where a deployment of it ended well and was not rolled back, by environment
 * @param approvals the last word of each person since it was last asked for
 * @param veto null unless it is never to be promoted
 * @param restrictions holds and freezes that people have placed
 * @param frozen the windows of the policy that are closed now
 * @param waivers not revoked ones, of the artifact and of the environment, also those that have expired
 */
public record Facts(
        AppName app,
        EnvironmentName environment,
        Digest digest,
        Instant at,
        long entries,
        long environmentEntries,
        boolean published,
        Source source,
        List<Test> tests,
        @Nullable Scan scan,
        Map<String, Deployed> deployed,
        List<Approval> approvals,
        @Nullable Veto veto,
        List<Restriction> restrictions,
        List<Frozen> frozen,
        List<Waiver> waivers) {
    public Facts {
        tests = sorted(tests, Comparator.comparing(Test::name));
        deployed = new TreeMap<>(deployed);
        approvals = sorted(approvals, Comparator.comparing(Approval::approver));
        restrictions = sorted(restrictions, Comparator.comparing(Restriction::entry));
        frozen = sorted(frozen, Comparator.comparing(Frozen::cron).thenComparing(Frozen::zone));
        waivers = sorted(waivers, Comparator.comparing(Waiver::id));
    }

    private static <T> List<T> sorted(Collection<T> values, Comparator<T> order) {
        return values.stream().sorted(order).toList();
    }

    /**
     * Who wrote what the artifact was made from.
     *
     * @param people authors and committers of all its commits, as Git has them
     * @param known whether that is all of them
     */
    public record Source(List<String> people, boolean known) {
        public Source {
            people = people.stream().distinct().sorted().toList();
        }
    }

    /** One test of the application. */
    public record Test(
            String name, Verdict verdict, @Nullable String because, String entry) {}

    /** When a deployment ended well. */
    public record Deployed(Instant at, String entry) {}

    /**
     * One scan.
     *
     * @param counts open findings by severity, as the scan counted them
     * @param findings each of them; null when the scan kept no report
     * @param opened what became known against it after the scan
     * @param unchecked packages nothing can be said about, by reason
     * @param secrets by rule; null when nobody looked
     * @param broken why its report cannot be read; null when it can or there is none
     */
    public record Scan(
            String snapshot,
            String sbomSha256,
            @Nullable String reportSha256,
            Instant at,
            @Nullable Instant advisoriesAt,
            int packages,
            Map<String, Integer> counts,
            @Nullable List<Finding> findings,
            List<Finding> opened,
            Map<String, Integer> unchecked,
            @Nullable Map<String, Integer> secrets,
            @Nullable String broken,
            String entry) {
        public Scan {
            counts = new TreeMap<>(counts);
            findings = findings == null ? null : sorted(findings, Finding.ORDER);
            opened = sorted(opened, Finding.ORDER);
            unchecked = new TreeMap<>(unchecked);
            secrets = secrets == null ? null : new TreeMap<>(secrets);
        }

        /** Every finding that is known by name, each once. */
        List<Finding> known() {
            List<Finding> known = new ArrayList<>(findings == null ? List.of() : findings);
            for (Finding one : opened) {
                if (known.stream().noneMatch(one::same)) {
                    known.add(one);
                }
            }
            return known;
        }
    }

    /** An advisory that a package of the image falls under. */
    public record Finding(
            String advisory,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            List<String> aliases,

            String packageName,
            String version,
            String severity,
            @Nullable String fixedIn) {
        static final Comparator<Finding> ORDER = Comparator.comparing(Finding::advisory)
                .thenComparing(Finding::packageName)
                .thenComparing(Finding::version)
                .thenComparing(Finding::toString);

        boolean same(Finding other) {
            return advisory.equals(other.advisory)
                    && packageName.equals(other.packageName)
                    && version.equals(other.version);
        }

        boolean isCalled(String name) {
            return advisory.equals(name) || (aliases != null && aliases.contains(name));
        }
    }

    /** What a person said to this promotion. */
    public record Approval(
            String approver,
            String role,
            ApprovalDecision decision,
            @Nullable String comment,
            Instant at,
            @Nullable Instant expires,
            String entry) {}

    /** A digest that is never to be promoted. */
    public record Veto(String reason, String actor, String entry) {}

    /** What keeps an environment closed because a person, or a failed roll back, said so. */
    public record Restriction(
            Kind kind,
            String reason,
            String actor,
            Instant since,
            @Nullable Instant until,
            String entry) {
        /** Whether it keeps out new artifacts, or stops deployments for a time. */
        public enum Kind {
            HOLD,
            FREEZE
        }
    }

    /**
     * A window of the policy that is closed now.
     *
     * @param until null when it never opens
     */
    public record Frozen(String cron, String zone, @Nullable Instant until) {}

    /** A finding that somebody answers for. */
    public record Waiver(
            UUID id,
            String advisory,
            @Nullable String packageName,
            String reason,
            String owner,
            @Nullable Instant expires,
            String entry) {
        boolean covers(Finding finding) {
            return finding.isCalled(advisory) && (packageName == null || packageName.equals(finding.packageName()));
        }

        boolean holds(Instant now) {
            return expires == null || expires.isAfter(now);
        }
    }
}
