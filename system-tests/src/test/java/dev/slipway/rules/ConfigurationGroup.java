package dev.slipway.rules;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The settings below one prefix, as the interface in the source has them.
 *
 * @param comment of the interface
 */
record ConfigurationGroup(String prefix, String comment, List<Setting> settings) {

    /**
     * @param key as in a properties file
     * @param standard what holds where nothing is set: a value, nothing, or that it must be set
     */
    record Setting(String key, String type, String standard, String comment) {
        /** As MicroProfile Config reads it from the environment. */
        String variable() {
            return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        }

        String row() {
            return "| `%s`<br>`%s` | %s | %s | %s |%n".formatted(key, variable(), type, standard, comment);
        }
    }

    /** Of those files that have one. */
    static List<ConfigurationGroup> readAll(Collection<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<ConfigurationGroup> groups = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(comments, groups).scan(unit, null);
            }
        }
        return groups;
    }

    String table() {
        return "### `%s`%n%n%s%n%n| setting | type | if not set | what it says |%n| --- | --- | --- | --- |%n%s"
                .formatted(prefix, comment, settings.stream().map(Setting::row).collect(Collectors.joining()));
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final DocTrees comments;
        private final List<ConfigurationGroup> groups;

        Scanner(DocTrees comments, List<ConfigurationGroup> groups) {
            this.comments = comments;
            this.groups = groups;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            argument(type.getModifiers(), "ConfigMapping", "prefix").ifPresent(prefix -> {
                List<Setting> settings = type.getMembers().stream()
                        .filter(MethodTree.class::isInstance)
                        .map(MethodTree.class::cast)
                        .map(method -> setting(prefix, method))
                        .toList();
                groups.add(new ConfigurationGroup(prefix, comment(getCurrentPath()), settings));
            });
            return super.visitClass(type, null);
        }

        private Setting setting(String prefix, MethodTree method) {
            String type = String.valueOf(method.getReturnType());
            boolean optional = type.startsWith("Optional<");
            String key = prefix + "." + hyphenated(method.getName().toString());
            String standard = argument(method.getModifiers(), "WithDefault", "value")
                    .or(() -> Optional.ofNullable(shipped().getProperty(key)))
                    .map("`%s`"::formatted)
                    .orElse(optional ? "nothing" : "**must be set**");
            String bare = optional ? type.substring("Optional<".length(), type.length() - 1) : type;
            return new Setting(key, words(bare), standard, comment(new TreePath(getCurrentPath(), method)));
        }

        /** What the service's own file sets. */
        private Properties shipped() {
            String source = Path.of(getCurrentPath()
                            .getCompilationUnit()
                            .getSourceFile()
                            .toUri())
                    .toString();
            Path file = Path.of(
                    source.substring(0, source.indexOf("/src/main/java/")),
                    "src/main/resources/application.properties");
            Properties properties = new Properties();
            if (Files.exists(file)) {
                try (Reader in = Files.newBufferedReader(file)) {
                    properties.load(in);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return properties;
        }

        private static String words(String type) {
            return switch (type) {
                case "Set<String>", "List<String>" -> "list, by commas";
                case "int", "long" -> "whole number";
                case "double" -> "number";
                case "Duration" -> "duration";
                case "Path" -> "path";
                case "URI" -> "URI";
                case "String" -> "text";
                default -> throw new IllegalStateException("say in ConfigurationGroup what a reader calls " + type);
            };
        }

        private static String hyphenated(String name) {
            return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        }

        private String comment(TreePath path) {
            DocCommentTree comment = comments.getDocCommentTree(path);
            return comment == null
                    ? ""
                    : comment.getFullBody().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining())
                            .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                            .replaceAll("\\s+", " ")
                            .replace("|", "\\|")
                            .strip();
        }

        private static Optional<String> argument(ModifiersTree modifiers, String annotation, String name) {
            return modifiers.getAnnotations().stream()
                    .filter(one -> one.getAnnotationType().toString().equals(annotation))
                    .map(AnnotationTree::getArguments)
                    .flatMap(Collection::stream)
                    .map(argument -> value(argument, name))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        private static Optional<String> value(ExpressionTree argument, String name) {
            return switch (argument) {
                case AssignmentTree one
                when one.getVariable().toString().equals(name) && one.getExpression() instanceof LiteralTree literal ->
                    Optional.of(String.valueOf(literal.getValue()));
                case LiteralTree literal when name.equals("value") -> Optional.of(String.valueOf(literal.getValue()));
                default -> Optional.empty();
            };
        }
    }
}
