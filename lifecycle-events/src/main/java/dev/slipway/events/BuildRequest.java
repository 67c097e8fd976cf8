package dev.slipway.events;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.slipway.lifecycle.CommitId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to build. The lengths are bounded so that the fact of a request always fits into an event.
 *
 * @param repository the Git URL, http or https
 * @param ref the branch or tag the commit was seen on, such as {@code refs/heads/main}; names tags, never selects content
 * @param directory the folder of slipway.yaml inside the commit, {@code .} for its root
 * @param rebuild make it again even if a build of the same content is running or has succeeded
 * @param urgent goes before everything in the queues that is not, through all stages; false in entries that are older
 */
public record BuildRequest(
        String repository,
        CommitId commit,
        @Nullable String ref,
        String directory,
        boolean rebuild,
        @JsonSetter(nulls = Nulls.AS_EMPTY) boolean urgent) {
    /** No control characters (they would break keys and logs) and no half surrogates (they cannot be written as UTF-8). */
    static final String TEXT = "[^\\p{Cc}\\p{Cs}]{1,255}";

    static final String REPOSITORY = "https?://[!-~]{1,2040}";
    static final String DIRECTORY = "(?![ /])(?!\\P{Cc}*\\.\\.)" + TEXT;

    private static final Pattern REPOSITORY_FORM = Pattern.compile(REPOSITORY);
    private static final Pattern REF_FORM = Pattern.compile(TEXT);
    private static final Pattern DIRECTORY_FORM = Pattern.compile(DIRECTORY);

    public BuildRequest {
        if (!REPOSITORY_FORM.matcher(repository).matches()) {
            throw new IllegalArgumentException(
                    "not a repository URL: '%s' (expected http:// or https:// and up to 2040 printable ASCII characters)"
                            .formatted(Excerpt.of(repository)));
        }
        if (ref != null && !REF_FORM.matcher(ref).matches()) {
            throw new IllegalArgumentException(
                    "not a ref: '%s' (expected 1 to 255 characters such as refs/heads/main, no control characters)"
                            .formatted(Excerpt.of(ref)));
        }
        if (!DIRECTORY_FORM.matcher(directory).matches()) {
            throw new IllegalArgumentException(
                    "not a directory inside the commit: '%s' (expected a relative path without '..', at most 255 characters)"
                            .formatted(Excerpt.of(directory)));
        }
    }

    /** Two requests of the same identity ask for the same image. */
    public String contentIdentity() {
        return Sha256.hex(String.join("\n", repository, commit.value(), directory));
    }
}
