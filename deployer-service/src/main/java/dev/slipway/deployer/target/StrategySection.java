package dev.slipway.deployer.target;

import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code strategy}; what is not said stays as it was. */
final class StrategySection {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");
    private static final String SHARES = "rising percentages that end with 100, such as [5, 25, 100]";

    private StrategySection() {}

    static Strategy read(YamlMap section, Strategy otherwise) throws BrokenYaml {
        section.only("canary", "step", "bake", "drain", "start", "deadline", "errors");
        YamlMap errors = section.map("errors").only("percent", "requests");
        return new Strategy(
                section.keys().contains("canary") ? canary(section) : otherwise.canary(),
                duration(section, "step", otherwise.step()),
                duration(section, "bake", otherwise.bake()),
                duration(section, "drain", otherwise.drain()),
                duration(section, "start", otherwise.start()),
                duration(section, "deadline", otherwise.deadline()),
                errors.integer("percent", otherwise.errorPercent(), 0, 100),
                errors.integer("requests", otherwise.minRequests(), 1, 1_000_000));
    }

    private static List<Integer> canary(YamlMap section) throws BrokenYaml {
        List<String> texts = section.texts("canary", SHARES);
        List<Integer> shares = new ArrayList<>();
        for (String text : texts) {
            if (!text.matches("[0-9]{1,3}")) {
                throw section.broken("canary", "'%s'".formatted(text), SHARES);
            }
            shares.add(Integer.parseInt(text));
        }
        if (!Strategy.rising(shares)) {
            throw section.broken("canary", texts.toString(), SHARES);
        }
        return shares;
    }

    private static Duration duration(YamlMap section, String key, Duration otherwise) throws BrokenYaml {
        String wanted = "a time such as 500ms, 30s, 5m or 1h";
        String text = section.optionalText(key, DURATION, wanted).orElse(null);
        if (text == null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw section.broken(key, "'%s'".formatted(text), wanted);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
