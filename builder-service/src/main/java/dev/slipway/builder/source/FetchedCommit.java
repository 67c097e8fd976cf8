package dev.slipway.builder.source;

import dev.slipway.lifecycle.CommitId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/** A commit in a repository of its own; closed, the repository is gone. Not for several threads. */
public final class FetchedCommit implements AutoCloseable {
    private static final int MAX_IGNORE_FILE = 1 << 20;
    private static final int LONGEST_PERSON = 300;

    private final Repository repository;
    private final Path folder;
    private final RevCommit commit;
    private final Limits limits;

    private FetchedCommit(Repository repository, Path folder, RevCommit commit, Limits limits) {
        this.repository = repository;
        this.folder = folder;
        this.commit = commit;
        this.limits = limits;
    }

    static FetchedCommit open(Repository repository, Path folder, ObjectId id, Limits limits)
            throws IOException, SourceFailure.CommitMissing {
        try (RevWalk walk = new RevWalk(repository)) {
            return new FetchedCommit(repository, folder, walk.parseCommit(id), limits);
        } catch (IncorrectObjectTypeException e) {
            throw new SourceFailure.CommitMissing(
                    "%s is no commit but another kind of object: ask for the commit's own id".formatted(id.name()), e);
        }
    }

    public CommitId id() {
        return new CommitId(commit.name());
    }

    /** When it was committed, as its author's machine said. */
    public Instant committedAt() {
        return Instant.ofEpochSecond(commit.getCommitTime());
    }

    /** {@code name <address>}, as the commit has it. */
    public String author() {
        return person(commit.getAuthorIdent());
    }

    /** {@code name <address>}, as the commit has it. */
    public String committer() {
        return person(commit.getCommitterIdent());
    }

    /** Anybody can write anything there; it is kept short and on one line. */
    private static String person(PersonIdent ident) {
        String text =
                "%s <%s>".formatted(ident.getName(), ident.getEmailAddress()).replaceAll("[\\p{Cc}\\p{Cs}]", " ");
        return text.length() <= LONGEST_PERSON ? text : text.substring(0, LONGEST_PERSON) + "…";
    }

    /** A regular file of the commit; empty where there is none of this path. */
    public Optional<byte[]> file(String path, int maxBytes) throws SourceFailure {
        try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (walk == null) {
                return Optional.empty();
            }
            FileMode mode = walk.getFileMode(0);
            if (!FileMode.REGULAR_FILE.equals(mode) && !FileMode.EXECUTABLE_FILE.equals(mode)) {
                throw new SourceFailure.UnusableTree(
                        "%s in commit %s is no regular file".formatted(path, commit.name()));
            }
            ObjectLoader loader = repository.open(walk.getObjectId(0));
            if (loader.getSize() > maxBytes) {
                throw new SourceFailure.TooLarge("%s in commit %s has %d bytes, over the limit of %d"
                        .formatted(path, commit.name(), loader.getSize(), maxBytes));
            }
            return Optional.of(loader.getBytes());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Writes what the ignore file leaves of a folder.
     *
     * @param directory inside the commit, {@code .} for its root
     * @param dockerfile inside that directory
     */
    public ContextTar writeContext(String directory, String dockerfile, Path target) throws SourceFailure {
        String prefix = directory.equals(".") ? "" : directory + "/";
        DockerIgnore ignore = ignore(prefix, dockerfile);
        if (file(prefix + dockerfile, MAX_IGNORE_FILE).isEmpty()) {
            throw new SourceFailure.UnusableTree(
                    "there is no %s in commit %s: add it, or name another with build.dockerfile"
                            .formatted(prefix + dockerfile, commit.name()));
        }
        try (TreeWalk walk = new TreeWalk(repository);
                OutputStream out = Files.newOutputStream(target);
                ContextWriter writer = new ContextWriter(out, committedAt(), limits)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            if (!prefix.isEmpty()) {
                walk.setFilter(PathFilter.create(directory));
            }
            while (walk.next()) {
                String path = walk.getPathString();
                if (path.startsWith(prefix) && !ignore.excludes(path.substring(prefix.length()))) {
                    writer.add(path.substring(prefix.length()), walk.getFileMode(0), repository.open(blob(walk)));
                }
            }
            return writer.end();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private ObjectId blob(TreeWalk walk) throws SourceFailure.UnusableTree {
        if (FileMode.GITLINK.equals(walk.getFileMode(0))) {
            throw new SourceFailure.UnusableTree(
                    "%s in commit %s is a submodule, and submodules are not fetched: vendor its files, or ignore it in .dockerignore"
                            .formatted(walk.getPathString(), commit.name()));
        }
        return walk.getObjectId(0);
    }

    /** The Dockerfile's own ignore file goes before the general one. */
    private DockerIgnore ignore(String prefix, String dockerfile) throws SourceFailure {
        Optional<byte[]> own = file(prefix + dockerfile + ".dockerignore", MAX_IGNORE_FILE);
        Optional<byte[]> general = own.isPresent() ? own : file(prefix + ".dockerignore", MAX_IGNORE_FILE);
        return DockerIgnore.parse(
                general.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(""), dockerfile);
    }

    private SourceFailure unreadable(IOException e) {
        return new SourceFailure.NoScratch(
                "could not read or write what commit %s holds in %s: %s%s"
                        .formatted(commit.name(), folder.getParent(), e, Scratch.hint(e)),
                e);
    }

    @Override
    public void close() throws SourceFailure.NoScratch {
        GitSource.discard(repository, folder);
    }
}
