package dev.slipway.yaml;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Refuses, in every part of a document and before anybody reads it, what makes one place stand for another: aliases (some
 * stand for more than fits into memory, or for themselves), merged keys, tags, and keys that are there twice.
 */
final class WholeDocument {
    private static final Set<Tag> PLAIN =
            Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);

    private final String file;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private WholeDocument(String file) {
        this.file = file;
    }

    static void check(String file, Node root) throws BrokenYaml {
        new WholeDocument(file).node("", root);
    }

    private void node(String path, Node node) throws BrokenYaml {
        if (!seen.add(node)) {
            throw broken(
                    path, node, "an alias of what is anchored here", "no aliases: each value written where it belongs");
        }
        if (!PLAIN.contains(node.getTag())) {
            throw broken(path, node, "the tag '%s'".formatted(node.getTag().getValue()), "a value without a tag");
        }
        switch (node) {
            case MappingNode mapping -> mapping(path, mapping);
            case SequenceNode sequence -> {
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    node("%s[%d]".formatted(path, i), sequence.getValue().get(i));
                }
            }
            default -> {
                // a scalar has no parts
            }
        }
    }

    private void mapping(String path, MappingNode mapping) throws BrokenYaml {
        for (NodeTuple one : mapping.getValue()) {
            if (one.getKeyNode().getTag().equals(Tag.MERGE)) {
                throw broken(path, one.getKeyNode(), "the key '<<', which merges", "the keys themselves");
            }
            if (one.getKeyNode() instanceof ScalarNode key) {
                node(YamlMap.path(path, key.getValue()), key);
                node(YamlMap.path(path, key.getValue()), one.getValueNode());
            }
        }
        YamlMap.of(file, path, mapping);
    }

    private BrokenYaml broken(String path, Node node, String found, String wanted) {
        return new BrokenYaml(file, node.getStartMark().getLine() + 1, path, found, wanted);
    }
}
