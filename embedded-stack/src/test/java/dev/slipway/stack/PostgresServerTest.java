package dev.slipway.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresServerTest {
    @TempDir
    Path folder;

    /** As what was killed stays among the processes until its parent has taken note, here some seconds later: that only sleeps. */
    @Test
    void startsWhereOneWasKilledThatIsStillAmongTheProcesses() throws Exception {
        int port = Ports.free();
        Path lock;
        List<String> lines;
        try (PostgresServer killed = new PostgresServer(folder, port, false)) {
            killed.start();
            lock = killed.data().resolve("postmaster.pid");
            lines = new ArrayList<>(Files.readAllLines(lock));
        }
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 3").start();
        try (BufferedReader said = parent.inputReader()) {
            lines.set(0, said.readLine());
        }
        awaitZombie(lines.getFirst());
        Files.write(lock, lines);

        try (PostgresServer server = new PostgresServer(folder, port, false)) {
            server.start();

            assertThat(parent.isAlive()).as("its parent has taken note").isFalse();
            try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.owner(), "")) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    /** Who measures or kills a server that does not sync learns nothing about production. */
    @ParameterizedTest
    @CsvSource({"true, on", "false, off"})
    void syncsWhatItWritesIfItIsToBeDurable(boolean durable, String expected) throws Exception {
        try (PostgresServer server = new PostgresServer(folder, Ports.free(), durable)) {
            server.start();

            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                assertThat(shown(server, setting)).as(setting).isEqualTo(expected);
            }
        }
    }

    private static String shown(PostgresServer server, String setting) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.owner(), "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void awaitZombie(String pid) throws IOException, InterruptedException {
        Path status = Path.of("/proc", pid, "status");
        while (Files.readAllLines(status).stream().noneMatch(line -> line.matches("State:\\s+Z.*"))) {
            Thread.sleep(20);
        }
    }
}
