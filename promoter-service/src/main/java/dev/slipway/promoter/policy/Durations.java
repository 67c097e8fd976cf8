package dev.slipway.promoter.policy;

import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlMap;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90s}, {@code 10m}, {@code 24h}, {@code 7d}. A day is 24 hours. */
final class Durations {
    private static final String WANTED = "a length of time such as 90s, 10m, 24h or 7d";
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

    private Durations() {}

    static Optional<Duration> read(YamlMap map, String key) throws BrokenYaml {
        Optional<String> text = map.optionalText(key, FORM, WANTED);
        return text.map(Durations::parse);
    }

    static Duration require(YamlMap map, String key) throws BrokenYaml {
        return read(map, key).orElseThrow(() -> map.broken(key, "nothing", WANTED));
    }

    private static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a length of time: '%s' (expected %s)".formatted(text, WANTED));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
