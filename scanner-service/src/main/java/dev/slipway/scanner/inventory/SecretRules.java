package dev.slipway.scanner.inventory;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Credentials by the forms their issuers gave them, so that there are few false alarms. The expressions run in linear
 * time, and only where a file has the word that every such credential contains.
 */
public final class SecretRules {
    private static final int BINARY_LOOK = 8_000;
    private static final int MOST_PER_FILE = 50;
    private static final int SHOWN = 4;

    /** What distributions ship for everybody to read; examples and tests of theirs are no secrets. */
    private static final List<String> PUBLIC = List.of("usr/share/", "usr/lib/python3/", "usr/include/");

    private record Rule(String id, String keyword, Pattern form) {
        Rule(String id, String keyword, String form) {
            this(id, keyword, Pattern.compile(form));
        }
    }

    /** The first group of each is the secret itself. */
    private static final List<Rule> RULES = List.of(
            new Rule(
                    "private-key",
                    "PRIVATE KEY",
                    "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\\s*(?:[A-Za-z-]+: [^\\n]*\\n)*\\s*([A-Za-z0-9+/=\\s]{64,})"),
            new Rule("aws-access-key-id", "AKIA", "\\b(AKIA[A-Z2-7]{16})\\b"),
            new Rule(
                    "aws-secret-access-key",
                    "aws_secret",
                    "(?i)aws_secret(?:_access)?_key[\"']?\\s*[:=]\\s*[\"']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"),
            new Rule("github-token", "gh", "\\b(gh[pousr]_[A-Za-z0-9]{36,255})\\b"),
            new Rule("github-fine-grained-token", "github_pat_", "\\b(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\\b"),
            new Rule("gitlab-token", "glpat-", "\\b(glpat-[A-Za-z0-9_-]{20,})"),
            new Rule("slack-token", "xox", "\\b(xox[abeprs]-[0-9]{6,}-[0-9A-Za-z-]{10,})"),
            new Rule(
                    "slack-webhook",
                    "hooks.slack.com",
                    "hooks\\.slack\\.com/(services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,})"),
            new Rule("stripe-key", "_live_", "\\b([sr]k_live_[A-Za-z0-9]{20,247})\\b"),
            new Rule("npm-token", "npm_", "\\b(npm_[A-Za-z0-9]{36})\\b"),
            new Rule("npm-auth", "_authToken", "_authToken\\s*=\\s*\"?([A-Za-z0-9_/+=.-]{20,})"),
            new Rule("pypi-token", "pypi-", "\\b(pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,})"),
            new Rule("google-api-key", "AIza", "\\b(AIza[A-Za-z0-9_-]{35})(?:[^A-Za-z0-9_-]|$)"),
            new Rule("google-oauth-secret", "GOCSPX-", "\\b(GOCSPX-[A-Za-z0-9_-]{28})"),
            new Rule("jwt", "eyJ", "\\b(eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,})"),
            new Rule("sendgrid-key", "SG.", "\\b(SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43})"),
            new Rule(
                    "url-password",
                    "://",
                    "\\b(?:postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|amqps?|rediss?)://[^\\s:/@\"']{1,64}:([^\\s:/@\"'${}<>*]{6,128})@"));

    private SecretRules() {}

    static List<Secret> inFile(String path, byte[] content) {
        if (PUBLIC.stream().anyMatch(path::startsWith) || isBinary(content)) {
            return List.of();
        }
        return in(path, "line %d", new String(content, StandardCharsets.ISO_8859_1));
    }

    /**
     * Looks through a text of an image's configuration.
     *
     * @param place the variable's name, or which step of its history
     */
    public static List<Secret> inConfiguration(String place, String text) {
        return in("", place, text);
    }

    private static List<Secret> in(String path, String place, String text) {
        List<Secret> found = new ArrayList<>();
        for (Rule rule : RULES) {
            int at = text.indexOf(rule.keyword);
            if (at < 0) {
                continue;
            }
            Matcher matcher = rule.form.matcher(text);
            while (found.size() < MOST_PER_FILE && matcher.find()) {
                String value = matcher.group(1);
                String where = place.contains("%d") ? place.formatted(line(text, matcher.start())) : place;
                found.add(new Secret(rule.id, path, where, masked(value), sha256(value)));
            }
        }
        return found;
    }

    private static boolean isBinary(byte[] content) {
        for (int i = 0; i < Math.min(content.length, BINARY_LOOK); i++) {
            if (content[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static long line(String text, int until) {
        return 1 + text.substring(0, until).chars().filter(c -> c == '\n').count();
    }

    private static String masked(String value) {
        return value.substring(0, Math.min(SHOWN, value.length() / 4)) + "***";
    }

    private static String sha256(String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
