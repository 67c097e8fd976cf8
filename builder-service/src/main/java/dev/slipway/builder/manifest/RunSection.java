package dev.slipway.builder.manifest;

import dev.slipway.events.Json;
import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parts {@code run} and {@code verify}: not used by the builder, but carried with the artifact to the stages that run
 * it. Their size is bounded, because they travel in an event.
 */
final class RunSection {
    private static final Pattern HTTP_PATH = Pattern.compile("/[!-~]{0,255}");
    private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,9}[kmgKMG]?i?[bB]?");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}]{1,60}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cc}]{1,200}");
    private static final int MOST = 10;
    private static final int LONGEST_MILLIS = 60_000;

    private RunSection() {}

    /** Both as canonical JSON. */
    static String json(YamlMap root) throws BrokenYaml {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("run", run(root.map("run").only("port", "probes", "memory")));
        Map<String, Object> verify = verify(root.map("verify").only("critical", "logs"));
        if (!verify.isEmpty()) {
            all.put("verify", verify);
        }
        return Json.text(all);
    }

    private static Map<String, Object> run(YamlMap run) throws BrokenYaml {
        YamlMap probes = run.map("probes").only("startup", "ready", "live");
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("ready", probe(probes, "ready").orElse("/health/ready"));
        probe(probes, "startup").ifPresent(path -> paths.put("startup", path));
        probe(probes, "live").ifPresent(path -> paths.put("live", path));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("port", run.integer("port", 8080, 1, 65535));
        all.put("probes", paths);
        run.optionalText("memory", MEMORY, "a size such as 256m").ifPresent(size -> all.put("memory", size));
        return all;
    }

    private static Optional<String> probe(YamlMap probes, String name) throws BrokenYaml {
        return probes.optionalText(name, HTTP_PATH, "a path such as /health/" + name);
    }

    private static Map<String, Object> verify(YamlMap verify) throws BrokenYaml {
        Map<String, Object> all = new LinkedHashMap<>();
        List<Map<String, Object>> critical = critical(verify);
        if (!critical.isEmpty()) {
            all.put("critical", critical);
        }
        List<String> fatal = fatal(verify.map("logs").only("fatal"));
        if (!fatal.isEmpty()) {
            all.put("logs", Map.of("fatal", fatal));
        }
        return all;
    }

    private static List<Map<String, Object>> critical(YamlMap verify) throws BrokenYaml {
        List<Map<String, Object>> requests = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlMap one : verify.maps("critical")) {
            Map<String, Object> request = request(one.only("name", "get", "status", "contains", "maxMs"));
            if (!names.add(String.valueOf(request.get("name")))) {
                throw one.broken(
                        "name", "'%s' again".formatted(request.get("name")), "a name of its own for each request");
            }
            if (requests.size() == MOST) {
                throw verify.broken("critical", "more than %d requests".formatted(MOST), "at most %d".formatted(MOST));
            }
            requests.add(request);
        }
        return requests;
    }

    private static Map<String, Object> request(YamlMap one) throws BrokenYaml {
        String name = "what is asked for, in a few words, such as 'price list'";
        String path = "a path such as /prices";
        Map<String, Object> request = new LinkedHashMap<>();
        request.put(
                "name", one.optionalText("name", NAME, name).orElseThrow(() -> one.broken("name", "nothing", name)));
        request.put(
                "get", one.optionalText("get", HTTP_PATH, path).orElseThrow(() -> one.broken("get", "nothing", path)));
        request.put("status", one.integer("status", 200, 100, 599));
        one.optionalText("contains", TEXT, "a text of at most 200 characters that the answer has")
                .ifPresent(text -> request.put("contains", text));
        if (one.keys().contains("maxMs")) {
            request.put("maxMs", one.integer("maxMs", LONGEST_MILLIS, 1, LONGEST_MILLIS));
        }
        return request;
    }

    /** Texts, not expressions: a line that contains one is fatal. */
    private static List<String> fatal(YamlMap logs) throws BrokenYaml {
        String wanted =
                "at most %d texts of at most 200 characters, such as [OutOfMemoryError, \"panic:\"]".formatted(MOST);
        List<String> fatal = logs.texts("fatal", wanted);
        for (String text : fatal) {
            if (!TEXT.matcher(text).matches()) {
                throw logs.broken("fatal", "'%s'".formatted(text), wanted);
            }
        }
        if (fatal.size() > MOST) {
            throw logs.broken("fatal", "%d texts".formatted(fatal.size()), wanted);
        }
        return fatal;
    }
}
