package dev.slipway.yaml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a file that holds one YAML document, a mapping. */
public final class YamlDocument {
    /** More than anybody writes by hand. */
    public static final int MAX_BYTES = 256 << 10;

    private static final int MAX_DEPTH = 30;

    private YamlDocument() {}

    /**
     * Reads the keys of the document.
     *
     * @param file how the file is called in errors
     */
    public static YamlMap parse(String file, byte[] utf8) throws BrokenYaml {
        if (utf8.length > MAX_BYTES) {
            throw new BrokenYaml(file, 1, "", utf8.length + " bytes", "at most " + MAX_BYTES);
        }
        Node root = root(file, text(file, utf8));
        if (root instanceof MappingNode mapping) {
            WholeDocument.check(file, mapping);
            return YamlMap.of(file, "", mapping);
        }
        int line = root == null ? 1 : root.getStartMark().getLine() + 1;
        throw new BrokenYaml(file, line, "", root == null ? "nothing" : YamlMap.kind(root), "keys with values");
    }

    private static String text(String file, byte[] utf8) throws BrokenYaml {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BrokenYaml(file, 1, "", "bytes that are not UTF-8", "a text in UTF-8");
        }
    }

    private static @Nullable Node root(String file, String text) throws BrokenYaml {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_BYTES);
        try {
            Iterator<Node> documents =
                    new Yaml(options).composeAll(new StringReader(text)).iterator();
            if (!documents.hasNext()) {
                return null;
            }
            Node first = documents.next();
            if (documents.hasNext()) {
                int line = documents.next().getStartMark().getLine() + 1;
                throw new BrokenYaml(file, line, "", "a second document", "one");
            }
            return first;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new BrokenYaml(file, line, "", "no YAML: " + e.getProblem(), "a YAML document");
        } catch (YAMLException | IllegalArgumentException e) {
            // the second kind is what the scanner throws for an escape that is no character
            throw new BrokenYaml(file, 1, "", "no YAML: " + e.getMessage(), "a YAML document");
        }
    }
}
