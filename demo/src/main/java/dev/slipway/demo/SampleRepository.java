package dev.slipway.demo;

import dev.slipway.stack.Cannot;
import dev.slipway.stack.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Git repository made from an example: a working copy to commit in, and the bare one that the Git server serves. */
public final class SampleRepository {
    private static final Map<String, String> GIT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_SYSTEM", "/dev/null",
            "GIT_AUTHOR_NAME", "Ada Example",
            "GIT_AUTHOR_EMAIL", "ada@example.org",
            "GIT_COMMITTER_NAME", "Ada Example",
            "GIT_COMMITTER_EMAIL", "ada@example.org");

    private final Path copy;
    private final Path bare;
    private String first = "";

    /**
     * A repository that is not there yet.
     *
     * @param served the folder of the Git server; the repository appears there as {@code <name>.git}
     */
    public SampleRepository(Path copy, Path served, String name) {
        this.copy = copy;
        this.bare = served.resolve(name + ".git");
    }

    /** Takes the example's files and gives back the first commit. */
    public String create(Path example) throws IOException, InterruptedException, Cannot {
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        git("init", "--quiet", "--initial-branch=main");
        String commit = commit("Greet the world");
        first = commit;
        Program.run(copy, GIT, List.of("git", "clone", "--quiet", "--bare", copy.toString(), bare.toString()));
        return commit;
    }

    /** Applies a patch to the files as they were at first, adds a file if there is one, and gives back the commit. */
    String change(Path patch, @Nullable Path added, String message) throws IOException, InterruptedException, Cannot {
        git("rm", "--quiet", "-r", ".");
        git("checkout", "--quiet", first, "--", ".");
        git("apply", patch.toString());
        if (added != null) {
            Files.copy(added, copy.resolve(added.getFileName()));
        }
        return publish(message);
    }

    /** The working copy; what is changed there goes with the next commit. */
    public Path folder() {
        return copy;
    }

    /** Commits the working copy as it is and gives back the commit. */
    public String publish(String message) throws IOException, InterruptedException, Cannot {
        String commit = commit(message);
        git("push", "--quiet", bare.toString(), "main");
        return commit;
    }

    private String commit(String message) throws IOException, InterruptedException, Cannot {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return git("rev-parse", "HEAD");
    }

    private String git(String... arguments) throws IOException, InterruptedException, Cannot {
        List<String> words = new ArrayList<>(List.of("git"));
        words.addAll(List.of(arguments));
        return Program.run(copy, GIT, words);
    }
}
