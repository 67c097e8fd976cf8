package dev.slipway.stack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of our own in a folder: durable unless told otherwise, on loopback, with one database named slipway. */
public final class PostgresServer implements AutoCloseable {
    private static final String DATABASE = "slipway";
    private static final String OWNER = "postgres";

    /** The services prove who they are, as in production; the owner, who is this process, need not. */
    private static final String ACCESS = """
            host  all  /^slipway_  127.0.0.1/32  scram-sha-256
            host  all  postgres    127.0.0.1/32  trust
            """;

    private static final Duration ENDING = Duration.ofSeconds(60);

    /** After a crash it syncs and reads all that was written since its last checkpoint: on a slow disk that takes minutes. */
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private final Path folder;
    private final Path binaries;
    private final int port;
    private final boolean durable;
    private @Nullable EmbeddedPostgres server;

    /** @param durable fsync and the rest on, as in production; off only where a test kills nothing */
    public PostgresServer(Path folder, int port, boolean durable) {
        this(folder, folder.resolve("binaries"), port, durable);
    }

    /**
     * Several at once: the library unpacks its programs once in a process, so they have to share them.
     *
     * @param binaries where the programs are unpacked; it outlives every server
     */
    public PostgresServer(Path folder, Path binaries, int port, boolean durable) {
        this.folder = folder;
        this.binaries = binaries;
        this.port = port;
        this.durable = durable;
    }

    public void start() throws IOException, SQLException {
        Files.createDirectories(folder);
        awaitEndOfKilled();
        Path access = Files.writeString(folder.resolve("pg_hba.conf"), ACCESS);
        String sync = durable ? "on" : "off";
        EmbeddedPostgres started = EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setOverrideWorkingDirectory(binaries.toFile())
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("hba_file", access.toString())
                .setServerConfig("fsync", sync)
                .setServerConfig("full_page_writes", sync)
                .setServerConfig("synchronous_commit", sync)
                .setServerConfig("max_connections", "200")
                .setServerConfig("idle_in_transaction_session_timeout", "15s")
                .setPGStartupWait(RECOVERY)
                .start();
        server = started;
        try (Connection connection = started.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    /**
     * One that was killed stays among the processes until its parent has taken note, and PostgreSQL takes it for another server
     * in this folder. One that runs is left to PostgreSQL, which says so.
     */
    private void awaitEndOfKilled() throws IOException {
        long end = System.nanoTime() + ENDING.toNanos();
        while (postmaster().filter(PostgresServer::ends).isPresent() && System.nanoTime() < end) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a killed server was ending", e);
            }
        }
    }

    /** Whether it has no memory any more, as what was killed. */
    private static boolean ends(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"))
                    .isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
            return rows.next();
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, DATABASE);
    }

    /** Where the server has its files, from its first start on. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Whether its first process is there; one that cannot write its log ends by itself. */
    public boolean running() throws IOException {
        return postmaster().isPresent();
    }

    /** Its first process. */
    public ProcessHandle process() throws IOException {
        return postmaster()
                .orElseThrow(() -> new IOException("no server runs in %s: start it first".formatted(folder)));
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        Path file = data().resolve("postmaster.pid");
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst()))
                : Optional.empty();
    }

    public int port() {
        return port;
    }

    /** Owner of the schema. No password is asked for. */
    public String owner() {
        return OWNER;
    }

    public void restart() throws IOException, SQLException {
        close();
        start();
    }

    /** As a power cut would: the postmaster and its children at once, without a checkpoint. */
    public void crash() throws IOException, InterruptedException {
        ProcessHandle postmaster = postmaster().orElseThrow();
        postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
        postmaster.destroyForcibly();
        while (postmaster.isAlive()) {
            Thread.sleep(20);
        }
        // there is nothing left to stop, but the library's lock on the folder has to go
        close();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
