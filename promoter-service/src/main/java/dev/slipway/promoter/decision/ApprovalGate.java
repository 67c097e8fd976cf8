package dev.slipway.promoter.decision;

import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.ApprovalRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether enough people have agreed. A no of anybody who was asked counts until that person takes it back. */
final class ApprovalGate {
    private static final String GATE = "approvals";
    private static final Pattern NAME_AND_MAIL = Pattern.compile("(?<name>[^<]*)<(?<mail>[^>]*)>");

    private ApprovalGate() {}

    static Optional<Answer> ask(@Nullable ApprovalRule rule, Facts facts) {
        List<Facts.Approval> rejections = facts.approvals().stream()
                .filter(one -> one.decision() == ApprovalDecision.REJECTED)
                .toList();
        if (!rejections.isEmpty()) {
            return Optional.of(rejected(rejections));
        }
        return rule == null ? Optional.empty() : Optional.of(counted(rule, facts));
    }

    private static Answer rejected(List<Facts.Approval> rejections) {
        List<String> who = rejections.stream()
                .map(one -> one.comment() == null ? one.approver() : "%s: %s".formatted(one.approver(), one.comment()))
                .toList();
        return new Answer(
                GATE,
                Verdict.FAIL,
                "rejected by " + String.join("; ", who),
                rejections.stream().map(Facts.Approval::entry).toList());
    }

    private static Answer counted(ApprovalRule rule, Facts facts) {
        List<String> counted = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Facts.Approval one : facts.approvals()) {
            String against = against(rule, facts, one);
            if (against == null) {
                counted.add(one.approver());
                entries.add(one.entry());
            } else {
                others.add("%s (%s)".formatted(one.approver(), against));
            }
        }
        String not = others.isEmpty() ? "" : "; not counted: " + String.join(", ", others);
        if (counted.size() >= rule.count()) {
            return new Answer(GATE, Verdict.PASS, "approved by " + String.join(", ", counted) + not, entries);
        }
        String so = "%d of %d approvals by the role %s%s"
                .formatted(
                        counted.size(),
                        rule.count(),
                        rule.role(),
                        counted.isEmpty() ? "" : ": " + String.join(", ", counted));
        return new Answer(GATE, Verdict.INCONCLUSIVE, so + not, entries);
    }

    /** Why an approval does not count; null when it does. */
    private static @Nullable String against(ApprovalRule rule, Facts facts, Facts.Approval approval) {
        Instant expires = expires(rule, approval).orElse(null);
        if (!approval.role().equals(rule.role())) {
            return "as " + approval.role();
        }
        if (expires != null && !expires.isAfter(facts.at())) {
            return "expired at " + Say.time(expires);
        }
        if (!facts.source().known()) {
            return "the commit's author and committer are not known: build it again";
        }
        return facts.source().people().stream().anyMatch(person -> same(approval.approver(), person))
                ? "wrote the commit"
                : null;
    }

    static Optional<Instant> expires(ApprovalRule rule, Facts.Approval approval) {
        Instant own = approval.expires();
        Instant byRule = rule.expires() == null ? null : approval.at().plus(rule.expires());
        if (own == null || byRule == null) {
            return Optional.ofNullable(own == null ? byRule : own);
        }
        return Optional.of(own.isBefore(byRule) ? own : byRule);
    }

    /** By whole text, name, address, or the address' part before the @: rather one too many than one too few. */
    private static boolean same(String approver, String person) {
        String name = person.strip();
        String mail = name;
        Matcher parts = NAME_AND_MAIL.matcher(name);
        if (parts.matches()) {
            mail = parts.group("mail").strip();
            name = parts.group("name").strip();
        }
        String known = approver.strip().toLowerCase(Locale.ROOT);
        return List.of(person.strip(), name, mail, localPart(mail)).stream()
                .map(one -> one.toLowerCase(Locale.ROOT))
                .anyMatch(one -> !one.isEmpty() && (one.equals(known) || one.equals(localPart(known))));
    }

    private static String localPart(String mail) {
        int at = mail.indexOf('@');
        return at < 0 ? mail : mail.substring(0, at);
    }
}
