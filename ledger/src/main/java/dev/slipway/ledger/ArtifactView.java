package dev.slipway.ledger;

import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as the ledger has it now.
 *
 * @param runDescription what slipway.yaml says of running and verifying it, as canonical JSON
 * @param veto who forbids it and why; null while nobody does
 * @param packagedAt database time of the first build that made it
 */
public record ArtifactView(
        Digest digest,
        Artifact.State state,
        AppName app,
        String imageRepository,
        String mediaType,
        String sourceRepository,
        CommitId commit,
        @Nullable String ref,
        BuildId build,
        String runDescription,
        @Nullable String sbomSha256,
        @Nullable String veto,
        Instant packagedAt) {
    /** The same bytes where a promotion has copied them to. */
    public ArtifactView in(String otherRepository) {
        return new ArtifactView(
                digest,
                state,
                app,
                otherRepository,
                mediaType,
                sourceRepository,
                commit,
                ref,
                build,
                runDescription,
                sbomSha256,
                veto,
                packagedAt);
    }

    public Artifact artifact() {
        return Artifact.in(state, digest);
    }
}
