package dev.slipway.engine;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to build from a context. Start with {@link #tagged}.
 *
 * @param tag name the image gets in the engine's store; give each build its own
 * @param dockerfile path inside the context
 * @param target stage to stop at; null builds the last one
 * @param labels written into the image
 * @param networkMode network of RUN steps, such as {@code none}; null leaves the engine's default
 * @param access secrets and logins, handed out only while it runs
 * @param deadline from the first byte sent to the image id received
 */
public record BuildSpec(
        String tag,
        String dockerfile,
        @Nullable String target,
        Map<String, String> args,
        Map<String, String> labels,
        @Nullable String networkMode,
        BuilderKind builder,
        BuildAccess access,
        Duration deadline) {
    public BuildSpec {
        if (tag.isBlank() || dockerfile.isBlank()) {
            throw new IllegalArgumentException(
                    "a build needs a tag and a Dockerfile path; got tag '%s', Dockerfile '%s'"
                            .formatted(tag, dockerfile));
        }
        Limits.positive("deadline", deadline);
        args = Map.copyOf(args);
        labels = Map.copyOf(labels);
    }

    /** {@code Dockerfile}, last stage, no arguments, the engine's builder, fifteen minutes. */
    public static BuildSpec tagged(String tag) {
        return new BuildSpec(
                tag,
                "Dockerfile",
                null,
                Map.of(),
                Map.of(),
                null,
                BuilderKind.AUTO,
                BuildAccess.none(),
                Duration.ofMinutes(15));
    }

    public BuildSpec withDockerfile(String path) {
        return new BuildSpec(tag, path, target, args, labels, networkMode, builder, access, deadline);
    }

    public BuildSpec withTarget(@Nullable String stage) {
        return new BuildSpec(tag, dockerfile, stage, args, labels, networkMode, builder, access, deadline);
    }

    public BuildSpec withArgs(Map<String, String> values) {
        return new BuildSpec(tag, dockerfile, target, values, labels, networkMode, builder, access, deadline);
    }

    public BuildSpec withLabels(Map<String, String> values) {
        return new BuildSpec(tag, dockerfile, target, args, values, networkMode, builder, access, deadline);
    }

    public BuildSpec withNetworkMode(@Nullable String mode) {
        return new BuildSpec(tag, dockerfile, target, args, labels, mode, builder, access, deadline);
    }

    public BuildSpec withBuilder(BuilderKind kind) {
        return new BuildSpec(tag, dockerfile, target, args, labels, networkMode, kind, access, deadline);
    }

    public BuildSpec withAccess(BuildAccess secretsAndLogins) {
        return new BuildSpec(tag, dockerfile, target, args, labels, networkMode, builder, secretsAndLogins, deadline);
    }

    public BuildSpec withDeadline(Duration time) {
        return new BuildSpec(tag, dockerfile, target, args, labels, networkMode, builder, access, time);
    }
}
