package dev.slipway.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One way to log in that a registry offers in {@code WWW-Authenticate}. Scheme and parameter names in lower case. */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PART = Pattern.compile(
            "\\s*,?\\s*(?:(?<name>" + TOKEN + ")\\s*=\\s*(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)\"|(?<plain>" + TOKEN
                    + "))|(?<scheme>" + TOKEN + ")(?=\\s|,|$))");

    /** Several challenges may share a header line, parted by the same comma as their parameters. */
    static List<Challenge> parse(List<String> headers) {
        var found = new ArrayList<Challenge>();
        for (var header : headers) {
            var part = PART.matcher(header);
            while (part.lookingAt()) {
                if (part.group("scheme") != null) {
                    found.add(new Challenge(part.group("scheme").toLowerCase(Locale.ROOT), new TreeMap<>()));
                } else if (!found.isEmpty()) {
                    var quoted = part.group("quoted");
                    var value = quoted == null ? part.group("plain") : quoted.replaceAll("\\\\(.)", "$1");
                    found.getLast().parameters.put(part.group("name").toLowerCase(Locale.ROOT), value);
                }
                part.region(part.end(), header.length());
            }
        }
        return found.stream()
                .map(one -> new Challenge(one.scheme, Map.copyOf(one.parameters)))
                .toList();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
