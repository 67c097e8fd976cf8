package dev.slipway.builder;

import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.source.ContextTar;
import dev.slipway.builder.source.FetchedCommit;
import dev.slipway.ledger.BuildView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A commit in hand: what was asked for, what slipway.yaml says, and the build context as a tar; closed, the tar is gone. */
record Checkout(BuildView build, FetchedCommit commit, Manifest manifest, Path tar, ContextTar context)
        implements AutoCloseable {
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(tar);
    }
}
