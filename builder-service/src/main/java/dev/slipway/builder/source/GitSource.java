package dev.slipway.builder.source;

import dev.slipway.lifecycle.CommitId;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Fetches commits over HTTP and HTTPS from allowed hosts, by their full id. */
public final class GitSource {
    private static final int DEEPEST = 0;

    private final Set<String> allowedHosts;
    private final Path scratch;
    private final Duration deadline;
    private final Limits limits;

    /**
     * Fetches from these hosts only.
     *
     * @param allowedHosts as {@code host}, or {@code host:port} where the port is not the scheme's own
     * @param scratch folder for what is fetched; removed again with each commit
     * @param deadline of one fetch
     */
    public GitSource(Set<String> allowedHosts, Path scratch, Duration deadline, Limits limits) {
        this.allowedHosts = Set.copyOf(allowedHosts);
        this.scratch = scratch;
        this.deadline = deadline;
        this.limits = limits;
        IsolatedGit.install();
    }

    /**
     * Fetches one commit without its history.
     *
     * @param ref where to look for it if the server does not hand out commits by id; all branches if null
     */
    public FetchedCommit fetch(String repository, CommitId commit, @Nullable String ref)
            throws SourceFailure, InterruptedException {
        requireAllowed(repository);
        Path folder = null;
        Repository local = null;
        boolean kept = false;
        try {
            Files.createDirectories(scratch);
            folder = Files.createTempDirectory(scratch, "git-");
            local = bare(folder);
            ObjectId id = ObjectId.fromString(commit.value());
            fetch(local, repository, id, ref);
            FetchedCommit fetched = FetchedCommit.open(local, folder, id, limits);
            kept = true;
            return fetched;
        } catch (IOException e) {
            throw new SourceFailure.NoScratch(
                    "could not keep %s in %s: %s%s".formatted(commit, scratch, e, Scratch.hint(e)), e);
        } finally {
            if (!kept) {
                discard(local, folder);
            }
        }
    }

    private void requireAllowed(String repository) throws SourceFailure.HostNotAllowed {
        String host = host(repository);
        if (!allowedHosts.contains(host)) {
            throw new SourceFailure.HostNotAllowed(
                    "git host '%s' of %s is not allowed (allowed: %s): ask the operators to add it to slipway.builder.git-hosts"
                            .formatted(
                                    host,
                                    repository,
                                    String.join(
                                            ", ", allowedHosts.stream().sorted().toList())));
        }
    }

    private static String host(String repository) throws SourceFailure.HostNotAllowed {
        try {
            URI uri = new URI(repository);
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw new SourceFailure.HostNotAllowed(
                        "'%s' names no host, or a login (expected https://host/path without a login)"
                                .formatted(repository));
            }
            return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        } catch (URISyntaxException e) {
            throw new SourceFailure.HostNotAllowed("'%s' is not a URL: %s".formatted(repository, e.getReason()));
        }
    }

    private static Repository bare(Path folder) throws IOException {
        Repository local =
                new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build();
        local.create(true);
        StoredConfig config = local.getConfig();
        config.setString("http", null, "followRedirects", "false");
        // it would tidy up in the background, in a folder that is about to go
        config.setInt("gc", null, "auto", 0);
        config.setBoolean("gc", null, "autoDetach", false);
        config.save();
        return local;
    }

    /** By id first; where that is refused, the branch with its history, since the commit may lie anywhere on it. */
    private void fetch(Repository local, String repository, ObjectId id, @Nullable String ref)
            throws SourceFailure, InterruptedException, IOException {
        FetchMonitor monitor = new FetchMonitor(deadline);
        SourceFailure.CommitMissing missing;
        try {
            transport(local, repository, monitor, 1, new RefSpec(id.name()));
            if (local.getObjectDatabase().has(id)) {
                return;
            }
            missing = null;
        } catch (SourceFailure.CommitMissing e) {
            missing = e;
        }
        String branches = ref == null ? "refs/heads/*" : ref;
        try {
            transport(local, repository, monitor, DEEPEST, new RefSpec("+%1$s:%1$s".formatted(branches)));
        } catch (SourceFailure.CommitMissing e) {
            missing = e;
        }
        if (!local.getObjectDatabase().has(id)) {
            throw new SourceFailure.CommitMissing(
                    "commit %s is not in %s, neither by its id nor on %s: was it pushed, and is it the full id of this repository's commit?"
                            .formatted(id.name(), repository, branches),
                    missing);
        }
    }

    private void transport(Repository local, String repository, FetchMonitor monitor, int depth, RefSpec what)
            throws SourceFailure, InterruptedException {
        try (Transport transport = Transport.open(local, new URIish(repository))) {
            transport.setTimeout((int) Math.max(1, Math.min(60, deadline.toSeconds())));
            transport.setTagOpt(TagOpt.NO_TAGS);
            if (depth > 0) {
                transport.setDepth(depth);
            }
            transport.fetch(monitor, List.of(what)).getAdvertisedRefs();
        } catch (URISyntaxException e) {
            throw new SourceFailure.HostNotAllowed("'%s' is not a URL: %s".formatted(repository, e.getReason()));
        } catch (IOException e) {
            throw FetchErrors.of(e, repository, what, monitor, deadline);
        }
    }

    static void discard(@Nullable Repository local, @Nullable Path folder) throws SourceFailure.NoScratch {
        if (local != null) {
            local.close();
        }
        if (folder != null) {
            Scratch.delete(folder);
        }
    }
}
