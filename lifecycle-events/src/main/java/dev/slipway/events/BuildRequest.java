package dev.slipway.events;

import dev.slipway.lifecycle.CommitId;
import org.jspecify.annotations.Nullable;

/**
 * What to build.
 *
 * @param repository the Git URL, http or https
 * @param ref the branch or tag the commit was seen on, such as {@code refs/heads/main}; names tags, never selects content
 * @param directory the folder of slipway.yaml inside the commit, {@code .} for its root
 * @param rebuild make it again even if a build of the same content is running or has succeeded
 */
public record BuildRequest(
        String repository, CommitId commit, @Nullable String ref, String directory, boolean rebuild) {
    public BuildRequest {
        if (repository.isBlank() || repository.length() > 2048) {
            throw new IllegalArgumentException("not a repository URL: '%s'".formatted(repository));
        }
        if (directory.isBlank() || directory.startsWith("/") || directory.contains("..")) {
            throw new IllegalArgumentException(
                    "not a directory inside the commit: '%s' (expected a relative path without '..')"
                            .formatted(directory));
        }
    }

    /** Two requests of the same identity ask for the same image. */
    public String contentIdentity() {
        return Sha256.hex(String.join("\n", repository, commit.value(), directory));
    }
}
