package dev.slipway.demo;

import dev.slipway.stack.Cannot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit of the sample application, and how it has to fare.
 *
 * @param name for the report
 * @param patch over the application's first version; null for that itself
 * @param needsPackage whether it brings the package with the known advisory
 * @param underTraffic whether somebody keeps calling production while it is on its way
 */
record Sample(
        String name,
        @Nullable String patch,
        String message,
        String title,
        String expected,
        boolean needsPackage,
        boolean underTraffic) {
    static final String SERVES = "serves dev and prod";
    static final String KEPT = ", the one before keeps serving";

    /** The story, in its order. */
    static List<Sample> story() {
        return List.of(
                new Sample("good", null, "Greet the world", "a good commit", SERVES, false, false),
                new Sample(
                        "upgrade",
                        "greeter-upgrade.patch",
                        "Greet in the evening",
                        "the next one, while callers keep calling",
                        SERVES + ", no call failed",
                        false,
                        true),
                new Sample(
                        "not-ready",
                        "greeter-not-ready.patch",
                        "Keep greetings in a folder of their own",
                        "a commit that never becomes ready",
                        "aborted in dev" + KEPT,
                        false,
                        false),
                new Sample(
                        "vulnerable",
                        "greeter-vulnerable.patch",
                        "Write a guest book",
                        "a commit that brings log4j-core 2.14.1",
                        "refused for prod" + KEPT,
                        true,
                        false),
                new Sample(
                        "wears-out",
                        "greeter-wears-out.patch",
                        "Remember every guest",
                        "a commit that is healthy, and breaks under traffic",
                        "rolled back in dev" + KEPT,
                        false,
                        false));
    }

    String commit(SampleRepository repository, Path examples, Path vulnerable)
            throws IOException, InterruptedException, Cannot {
        return patch == null
                ? repository.create(examples.resolve("greeter"))
                : repository.change(examples.resolve(patch), needsPackage ? vulnerable : null, message);
    }
}
