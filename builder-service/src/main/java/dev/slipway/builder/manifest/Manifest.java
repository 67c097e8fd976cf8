package dev.slipway.builder.manifest;

import dev.slipway.builder.tag.TagKind;
import dev.slipway.lifecycle.AppName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What slipway.yaml says.
 *
 * @param runJson how to run and verify it, as canonical JSON for the stages that come later
 */
public record Manifest(AppName app, Build build, List<Test> tests, Set<TagKind> tags, String runJson) {
    public Manifest {
        tests = List.copyOf(tests);
        tags = Set.copyOf(tags);
    }

    /**
     * How the image is made.
     *
     * @param context folder of the build context, relative to slipway.yaml
     * @param dockerfile relative to the context
     * @param target the stage that is shipped; the last one if null
     * @param secrets ids of the operators' secrets that steps may mount
     */
    public record Build(
            String context,
            String dockerfile,
            @Nullable String target,
            Map<String, String> args,
            List<String> secrets) {
        public Build {
            args = new TreeMap<>(args);
            secrets = List.copyOf(secrets);
        }
    }

    /** Something that must hold before the image is pushed. */
    public sealed interface Test {
        String name();

        /** Where it leaves its JUnit XML; null where it leaves none. */
        @Nullable
        String report();
    }

    /** A stage of the Dockerfile that must build. */
    public record StageTest(
            String name, String target, @Nullable String report) implements Test {}

    /** A container of the image, shut in, that must exit 0. */
    public record RunTest(
            String name, List<String> command, @Nullable String report) implements Test {
        public RunTest {
            command = List.copyOf(command);
        }
    }
}
