package dev.slipway.builder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.stack.GitServer;
import dev.slipway.stack.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Git's own server. */
class GitSourceComponentTest {
    private static final String UNKNOWN = "0123456789012345678901234567890123456789";

    @TempDir
    Path folder;

    private GitServer server;
    private Path copy;

    @BeforeEach
    void serve() throws Exception {
        Path served = Files.createDirectories(folder.resolve("served"));
        server = new GitServer(served, 0);
        server.start();
        copy = Files.createDirectories(folder.resolve("copy"));
        git("init", "--quiet", "--initial-branch=main");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fetchesTheExactCommitAndNotTheLatest() throws Exception {
        write("greeting.txt", "first");
        CommitId first = commit();
        write("greeting.txt", "second");
        commit();
        publish();

        try (FetchedCommit fetched = source().fetch(url(), first, "refs/heads/main")) {
            assertThat(fetched.id()).isEqualTo(first);
            assertThat(fetched.committedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
            assertThat(fetched.file("greeting.txt", 100)).hasValue("first".getBytes(StandardCharsets.UTF_8));
            assertThat(fetched.file("absent.txt", 100)).isEmpty();
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        write("a", "a");
        CommitId commit = commit();
        publish();

        source().fetch(url(), commit, null).close();
        assertThatThrownBy(() -> source().fetch(url(), new CommitId(UNKNOWN), null))
                .isInstanceOf(SourceFailure.class);

        try (Stream<Path> left = Files.list(folder.resolve("scratch"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void saysThatACommitIsMissingAndThatTryingAgainWillNotHelp() throws Exception {
        write("a", "a");
        commit();
        publish();

        assertThatThrownBy(() -> source().fetch(url(), new CommitId(UNKNOWN), "refs/heads/main"))
                .isInstanceOf(SourceFailure.CommitMissing.class)
                .hasMessageContainingAll(UNKNOWN, url(), "was it pushed")
                .satisfies(e -> assertThat(((SourceFailure) e).retryable()).isFalse());
    }

    @Test
    void saysThatARepositoryIsMissing() {
        assertThatThrownBy(() -> source().fetch(server.url("absent.git"), new CommitId(UNKNOWN), null))
                .isInstanceOf(SourceFailure.RepositoryRefused.class)
                .satisfies(e -> assertThat(((SourceFailure) e).retryable()).isFalse());
    }

    @Test
    void takesARefusedConnectionForAPassingTrouble() {
        String host = "127.0.0.1:" + Ports.free();
        GitSource source =
                new GitSource(Set.of(host), folder.resolve("scratch"), Duration.ofSeconds(5), Limits.DEFAULT);

        assertThatThrownBy(() -> source.fetch("http://" + host + "/a.git", new CommitId(UNKNOWN), null))
                .isInstanceOf(SourceFailure.Unreachable.class)
                .satisfies(e -> assertThat(((SourceFailure) e).retryable()).isTrue());
    }

    @Test
    void refusesAHostBeforeItIsCalled() {
        for (String url : List.of("http://example.org/a.git", "http://user:secret@" + server.host() + "/a.git")) {
            assertThatThrownBy(() -> source().fetch(url, new CommitId(UNKNOWN), null))
                    .isInstanceOf(SourceFailure.HostNotAllowed.class);
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", server.url("repository.git"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        elsewhere.start();
        try {
            write("a", "a");
            CommitId commit = commit();
            publish();
            String host = "127.0.0.1:" + elsewhere.getAddress().getPort();
            GitSource source =
                    new GitSource(Set.of(host), folder.resolve("scratch"), Duration.ofSeconds(20), Limits.DEFAULT);

            assertThatThrownBy(() -> source.fetch("http://" + host + "/repository.git", commit, null))
                    .isInstanceOf(SourceFailure.RepositoryRefused.class)
                    .hasMessageContaining("redirects are not followed");
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void writesTheSameBytesForTheSameCommit() throws Exception {
        tree();
        CommitId commit = commit();
        publish();
        List<String> hashes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (FetchedCommit fetched = source().fetch(url(), commit, null)) {
                hashes.add(fetched.writeContext("app", "Dockerfile", folder.resolve("context.tar"))
                        .sha256());
            }
        }

        assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).matches("[0-9a-f]{64}");
    }

    @Test
    void writesAFolderWithoutWhatIsIgnored() throws Exception {
        tree();
        CommitId commit = commit();
        publish();
        try (FetchedCommit fetched = source().fetch(url(), commit, null)) {
            ContextTar context = fetched.writeContext("app", "Dockerfile", folder.resolve("context.tar"));

            assertThat(context.files()).isEqualTo(5);
            assertThat(context.bytes()).isEqualTo(Files.size(folder.resolve("context.tar")));
        }
        assertThat(entries(folder.resolve("context.tar")))
                .containsExactly(
                        ".dockerignore 644",
                        "Dockerfile 644",
                        "link -> src/run.sh",
                        "src/ 755",
                        "src/keep.log 644",
                        "src/run.sh 755");
    }

    @Test
    void refusesASubmodule() throws Exception {
        write("Dockerfile", "FROM scratch");
        commit();
        git("update-index", "--add", "--cacheinfo", "160000," + UNKNOWN + ",vendor");
        git("commit", "--quiet", "--message", "submodule");
        CommitId commit = new CommitId(git("rev-parse", "HEAD"));
        publish();
        try (FetchedCommit fetched = source().fetch(url(), commit, null)) {
            assertThatThrownBy(() -> fetched.writeContext(".", "Dockerfile", folder.resolve("context.tar")))
                    .isInstanceOf(SourceFailure.UnusableTree.class)
                    .hasMessageContaining("vendor");
        }
    }

    @Test
    void refusesWhatIsTooLargeAndSaysWhichFile() throws Exception {
        write("Dockerfile", "FROM scratch");
        write("large.bin", "x".repeat(2_000));
        CommitId commit = commit();
        publish();
        GitSource source = new GitSource(
                Set.of(server.host()), folder.resolve("scratch"), Duration.ofSeconds(20), new Limits(1_000, 5_000, 10));
        try (FetchedCommit fetched = source.fetch(url(), commit, null)) {
            assertThatThrownBy(() -> fetched.writeContext(".", "Dockerfile", folder.resolve("context.tar")))
                    .isInstanceOf(SourceFailure.TooLarge.class)
                    .hasMessageContaining("large.bin");
            assertThatThrownBy(() -> fetched.file("large.bin", 100)).isInstanceOf(SourceFailure.TooLarge.class);
        }
    }

    @Test
    void saysThatTheDockerfileIsMissing() throws Exception {
        write("a", "a");
        CommitId commit = commit();
        publish();
        try (FetchedCommit fetched = source().fetch(url(), commit, null)) {
            assertThatThrownBy(() -> fetched.writeContext(".", "Dockerfile", folder.resolve("context.tar")))
                    .isInstanceOf(SourceFailure.UnusableTree.class)
                    .hasMessageContaining("build.dockerfile");
        }
    }

    private void tree() throws Exception {
        write("outside.txt", "not in the context");
        write("app/Dockerfile", "FROM scratch");
        write("app/.dockerignore", "*.md\n**/*.log\n!src/keep.log\n");
        write("app/README.md", "ignored");
        write("app/src/run.sh", "#!/bin/sh");
        write("app/src/debug.log", "ignored");
        write("app/src/keep.log", "kept");
        assertThat(copy.resolve("app/src/run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(copy.resolve("app/link"), Path.of("src/run.sh"));
    }

    private static List<String> entries(Path tar) throws IOException {
        TreeMap<String, String> entries = new TreeMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(
                        entry.getName(),
                        entry.isSymbolicLink()
                                ? "%s -> %s".formatted(entry.getName(), entry.getLinkName())
                                : "%s %o".formatted(entry.getName(), entry.getMode() & 0777));
            }
        }
        return List.copyOf(entries.values());
    }

    private GitSource source() {
        return new GitSource(Set.of(server.host()), folder.resolve("scratch"), Duration.ofSeconds(20), Limits.DEFAULT);
    }

    private String url() {
        return server.url("repository.git");
    }

    private void write(String file, String text) throws IOException {
        Path path = copy.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private CommitId commit() throws Exception {
        git("add", "--all");
        git("commit", "--quiet", "--message", "change");
        return new CommitId(git("rev-parse", "HEAD"));
    }

    private void publish() throws Exception {
        git(
                "clone",
                "--quiet",
                "--bare",
                copy.toString(),
                folder.resolve("served/repository.git").toString());
    }

    private String git(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"));
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(copy.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
