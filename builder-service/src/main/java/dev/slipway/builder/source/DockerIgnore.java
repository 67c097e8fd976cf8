package dev.slipway.builder.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files an engine's own client would leave out: patterns apply in order and the last one that speaks of a file or of
 * a folder above it decides. The Dockerfile and the ignore file itself are always sent.
 */
final class DockerIgnore {
    private final List<Rule> rules;
    private final String dockerfile;

    private record Rule(boolean exception, Pattern path) {}

    private DockerIgnore(List<Rule> rules, String dockerfile) {
        this.rules = rules;
        this.dockerfile = dockerfile;
    }

    static DockerIgnore parse(String text, String dockerfile) {
        List<Rule> rules = new ArrayList<>();
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (String line : content.split("\r?\n", -1)) {
            if (line.startsWith("#")) {
                continue;
            }
            String pattern = line.strip();
            boolean exception = pattern.startsWith("!");
            if (exception) {
                pattern = pattern.substring(1).strip();
            }
            pattern = clean(pattern);
            if (!pattern.isEmpty()) {
                rules.add(new Rule(exception, Pattern.compile(expression(pattern))));
            }
        }
        return new DockerIgnore(rules, dockerfile);
    }

    /** As Go's filepath.Clean does, and without a slash in front. */
    private static String clean(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("/", -1)) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static String expression(String pattern) {
        StringBuilder expression = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (pattern.startsWith("**", at)) {
                at += 2;
                if (pattern.startsWith("/", at)) {
                    expression.append("(?:.*/)?");
                    at++;
                } else {
                    expression.append(".*");
                }
                continue;
            }
            switch (c) {
                case '*' -> expression.append("[^/]*");
                case '?' -> expression.append("[^/]");
                case '\\' -> {
                    at++;
                    if (at < pattern.length()) {
                        expression.append(Pattern.quote(pattern.substring(at, at + 1)));
                    }
                }
                case '[' -> at = characters(pattern, at, expression);
                default -> expression.append(Pattern.quote(String.valueOf(c)));
            }
            at++;
        }
        return expression.toString();
    }

    /** A set such as {@code [a-z]} or {@code [^0-9]}; one that is not closed is taken literally. */
    private static int characters(String pattern, int start, StringBuilder expression) {
        int end = pattern.indexOf(']', start + 2);
        if (end < 0) {
            expression.append("\\[");
            return start;
        }
        String set = pattern.substring(start + 1, end);
        boolean not = set.startsWith("^");
        expression.append(not ? "[^" : "[");
        for (char c : set.substring(not ? 1 : 0).toCharArray()) {
            if ("[]&^\\".indexOf(c) >= 0) {
                expression.append('\\');
            }
            expression.append(c);
        }
        expression.append(']');
        return end;
    }

    boolean excludes(String path) {
        if (path.equals(dockerfile) || path.equals(".dockerignore") || path.equals(dockerfile + ".dockerignore")) {
            return false;
        }
        boolean excluded = false;
        for (Rule rule : rules) {
            if (excluded == rule.exception() && speaksOf(rule, path)) {
                excluded = !rule.exception();
            }
        }
        return excluded;
    }

    private static boolean speaksOf(Rule rule, String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (rule.path().matcher(path.substring(0, slash)).matches()) {
                return true;
            }
        }
        return rule.path().matcher(path).matches();
    }
}
