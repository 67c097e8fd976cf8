package dev.slipway.stack;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Docker Engine of our own, which may be stopped and killed: beside any other of the machine, and sharing nothing with it.
 * It leaves the firewall alone but for one rule that lets its own containers talk to each other. Only root can have one.
 */
public final class DockerEngine implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final String NETWORKS = "10.213.0.0/16";
    private static final List<String> RULE = List.of("FORWARD", "-s", NETWORKS, "-d", NETWORKS, "-j", "ACCEPT");

    private final Path data;
    private final Path run;
    private final ChildProcess process;

    /**
     * Nothing is started yet.
     *
     * @param data its images and containers; it outlives this object
     */
    public DockerEngine(Path data) throws IOException {
        this.data = data.toAbsolutePath();
        this.run = Files.createTempDirectory("slipway-engine"); // the path of a socket may have 107 bytes
        this.process = new ChildProcess(
                "engine",
                List.of(
                        "dockerd",
                        "--data-root",
                        this.data.resolve("data").toString(),
                        "--exec-root",
                        run.resolve("exec").toString(),
                        "--pidfile",
                        run.resolve("pid").toString(),
                        "--host",
                        address().toString(),
                        "--bridge",
                        "none",
                        "--iptables=false",
                        "--default-address-pool",
                        "base=%s,size=24".formatted(NETWORKS)),
                Map.of(),
                this.data.resolve("dockerd.log"));
    }

    public URI address() {
        return URI.create("unix://" + socket());
    }

    private Path socket() {
        return run.resolve("docker.sock");
    }

    /** Starts it, or starts it again, and waits until it answers. */
    public void start() throws IOException, InterruptedException, Cannot {
        if (!rule("-C")) {
            requireRule("-I");
        }
        Files.deleteIfExists(run.resolve("pid"));
        process.start();
        process.await(this::answers, READY);
    }

    private boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(64);
            return channel.read(answer) > 0
                    && new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).contains(" 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean rule(String verb) throws IOException, InterruptedException {
        try {
            requireRule(verb);
            return true;
        } catch (Cannot e) {
            return false;
        }
    }

    private static void requireRule(String verb) throws IOException, InterruptedException, Cannot {
        List<String> words = new ArrayList<>(List.of("iptables", "-w", verb));
        words.addAll(RULE);
        Program.run(Path.of("/"), Map.of(), words);
    }

    /** In an orderly way: it ends its containers first. */
    public void stop() {
        process.stop(STOP);
    }

    /** As {@code kill -9}: containers go on until it is started again. */
    public void kill() throws InterruptedException {
        process.kill();
        process.awaitEnd();
    }

    @Override
    public void close() throws IOException {
        stop();
        try {
            rule("-D");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // what a killed engine has left mounted below goes with the machine
        Files.deleteIfExists(run.resolve("pid"));
    }
}
