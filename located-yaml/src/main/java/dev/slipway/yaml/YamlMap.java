package dev.slipway.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Keys with values, in the order of the file. A key whose value is empty or {@code null} is as good as not there. */
public final class YamlMap {
    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values;
    private final Map<String, Integer> lines;

    private YamlMap(String file, String path, int line, Map<String, Node> values, Map<String, Integer> lines) {
        this.file = file;
        this.path = path;
        this.line = line;
        this.values = values;
        this.lines = lines;
    }

    static YamlMap of(String file, String path, MappingNode node) throws BrokenYaml {
        int start = node.getStartMark().getLine() + 1;
        Map<String, Node> values = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        YamlMap map = new YamlMap(file, path, start, values, lines);
        for (NodeTuple tuple : node.getValue()) {
            int at = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new BrokenYaml(file, at, path, kind(tuple.getKeyNode()) + " as a key", "a word");
            }
            Integer before = lines.putIfAbsent(key.getValue(), at);
            if (before != null) {
                throw new BrokenYaml(
                        file,
                        at,
                        map.path(key.getValue()),
                        "the key again",
                        "it once (it is in line %d)".formatted(before));
            }
            values.put(key.getValue(), tuple.getValueNode());
        }
        return map;
    }

    /** Fails on the first key that is not among these. */
    public YamlMap only(String... allowed) throws BrokenYaml {
        for (String key : values.keySet()) {
            if (!List.of(allowed).contains(key)) {
                throw new BrokenYaml(
                        file,
                        lines.getOrDefault(key, line),
                        path(key),
                        "an unknown key",
                        "one of " + String.join(", ", allowed));
            }
        }
        return this;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    /** The line in which the key stands, or in which these keys begin. */
    public int line(String key) {
        return lines.getOrDefault(key, line);
    }

    /** An error at a key, for rules that only the caller knows. */
    public BrokenYaml broken(String key, String found, String wanted) {
        return new BrokenYaml(file, line(key), path(key), found, wanted);
    }

    public String text(String key, String wanted) throws BrokenYaml {
        return optionalText(key, wanted).orElseThrow(() -> broken(key, "nothing", wanted));
    }

    public Optional<String> optionalText(String key, String wanted) throws BrokenYaml {
        Node node = present(key);
        return node == null ? Optional.empty() : Optional.of(scalar(node, path(key), wanted));
    }

    /** A text of a certain form. */
    public Optional<String> optionalText(String key, Pattern form, String wanted) throws BrokenYaml {
        Optional<String> text = optionalText(key, wanted);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            throw broken(key, "'%s'".formatted(text.get()), wanted);
        }
        return text;
    }

    public boolean bool(String key, boolean otherwise) throws BrokenYaml {
        return switch (optionalText(key, "true or false").orElse(Boolean.toString(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            case String other -> throw broken(key, "'%s'".formatted(other), "true or false");
        };
    }

    public int integer(String key, int otherwise, int min, int max) throws BrokenYaml {
        String wanted = "a whole number from %d to %d".formatted(min, max);
        String text = optionalText(key, wanted).orElse(Integer.toString(otherwise));
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, as for a number out of range
        }
        throw broken(key, "'%s'".formatted(text), wanted);
    }

    /** An empty map where the key is not there. */
    public YamlMap map(String key) throws BrokenYaml {
        Node node = present(key);
        if (node == null) {
            return new YamlMap(file, path(key), line, Map.of(), Map.of());
        }
        if (node instanceof MappingNode mapping) {
            return of(file, path(key), mapping);
        }
        throw broken(key, kind(node), "keys with values");
    }

    /** Empty where the key is not there. */
    public List<YamlMap> maps(String key) throws BrokenYaml {
        List<YamlMap> maps = new ArrayList<>();
        for (Node node : items(key, "a list of keys with values")) {
            String at = "%s[%d]".formatted(path(key), maps.size());
            if (!(node instanceof MappingNode mapping)) {
                throw new BrokenYaml(file, node.getStartMark().getLine() + 1, at, kind(node), "keys with values");
            }
            maps.add(of(file, at, mapping));
        }
        return maps;
    }

    /** Empty where the key is not there. */
    public List<String> texts(String key, String wanted) throws BrokenYaml {
        List<String> texts = new ArrayList<>();
        for (Node node : items(key, wanted)) {
            texts.add(scalar(node, "%s[%d]".formatted(path(key), texts.size()), wanted));
        }
        return texts;
    }

    /** Every key with its text, in the order of the file. */
    public Map<String, String> texts(String wanted) throws BrokenYaml {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, Node> one : values.entrySet()) {
            texts.put(one.getKey(), scalar(one.getValue(), path(one.getKey()), wanted));
        }
        return texts;
    }

    private List<Node> items(String key, String wanted) throws BrokenYaml {
        Node node = present(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw broken(key, found(node), wanted);
    }

    private @Nullable Node present(String key) {
        Node node = values.get(key);
        return node == null || node.getTag().equals(Tag.NULL) ? null : node;
    }

    private String scalar(Node node, String at, String wanted) throws BrokenYaml {
        if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw new BrokenYaml(file, node.getStartMark().getLine() + 1, at, kind(node), wanted);
    }

    private String path(String key) {
        return path(path, key);
    }

    static String path(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String found(Node node) {
        return node instanceof ScalarNode scalar ? "'%s'".formatted(scalar.getValue()) : kind(node);
    }

    static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "keys with values";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar -> "'%s'".formatted(scalar.getValue());
            default -> node.getNodeId().toString();
        };
    }
}
