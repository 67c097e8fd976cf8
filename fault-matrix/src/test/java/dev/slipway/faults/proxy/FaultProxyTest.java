package dev.slipway.faults.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers every byte with itself, reached through the proxy. */
class FaultProxyTest {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int SHORT_MILLIS = 200;

    @TempDir
    Path folder;

    private ServerSocketChannel server;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        echo(server);
        proxy = FaultProxy.tcp(0, ((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    private static void echo(ServerSocketChannel server) {
        Thread.ofVirtual().start(() -> {
            while (server.isOpen()) {
                try {
                    SocketChannel one = server.accept();
                    Thread.ofVirtual().start(() -> echo(one));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void echo(SocketChannel one) {
        ByteBuffer piece = ByteBuffer.allocate(1_024);
        try (one) {
            while (one.read(piece.clear()) >= 0) {
                one.write(piece.flip());
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private Socket client() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.UTF_8);
    }

    @Test
    void carriesBothWaysAndPassesAnEndOn() throws IOException {
        try (Socket socket = client()) {
            assertThat(say(socket, "hello")).isEqualTo("hello");
            assertThat(proxy.felt()).isZero();

            socket.shutdownOutput();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void delays() throws IOException {
        try (Socket socket = client()) {
            say(socket, "warm");
            proxy.latency(Duration.ofMillis(SHORT_MILLIS));

            long began = System.nanoTime();
            say(socket, "hello");

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(2 * SHORT_MILLIS));
            assertThat(proxy.felt()).isEqualTo(2);
        }
    }

    @Test
    void narrows() throws IOException {
        try (Socket socket = client()) {
            proxy.bandwidth(1_000);

            long began = System.nanoTime();
            say(socket, "x".repeat(SHORT_MILLIS));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(SHORT_MILLIS));
            assertThat(proxy.felt()).isPositive();
        }
    }

    @Test
    void keepsSilentAndDeliversLate() throws IOException {
        try (Socket socket = client()) {
            say(socket, "warm");
            socket.setSoTimeout(SHORT_MILLIS);
            proxy.silence();

            assertThatThrownBy(() -> say(socket, "hello")).isInstanceOf(SocketTimeoutException.class);
            assertThat(proxy.felt()).isEqualTo(1);
            proxy.heal();
            socket.setSoTimeout(PATIENCE_MILLIS);

            assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }
    }

    @Test
    void cutsInMidMessage() throws IOException {
        try (Socket socket = client()) {
            proxy.cutAfter(8);

            assertThatThrownBy(() -> say(socket, "hello, world")).isInstanceOf(SocketException.class);
        }
        assertThat(proxy.felt()).isPositive();
    }

    @Test
    void resetsWhatThereIsAndTakesNewOnes() throws IOException {
        try (Socket socket = client()) {
            say(socket, "warm");

            proxy.reset();

            assertThatThrownBy(() -> say(socket, "hello")).isInstanceOf(SocketException.class);
        }
        assertThat(proxy.felt()).isEqualTo(1);
        try (Socket socket = client()) {
            assertThat(say(socket, "again")).isEqualTo("again");
        }
    }

    @Test
    void refusesUntilItIsHealed() throws IOException {
        proxy.refuse();
        assertThatThrownBy(() -> {
                    try (Socket socket = client()) {
                        say(socket, "hello");
                        say(socket, "hello");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(proxy.felt()).isEqualTo(1);

        proxy.heal();

        try (Socket socket = client()) {
            assertThat(say(socket, "again")).isEqualTo("again");
        }
    }

    @Test
    void speaksUnixSocketsAsWell() throws IOException {
        Path target = folder.resolve("target.sock");
        Path listens = folder.resolve("listens.sock");
        try (ServerSocketChannel behind =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(target))) {
            echo(behind);
            try (FaultProxy unix = FaultProxy.unix(listens, target);
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(listens))) {
                client.write(ByteBuffer.wrap(new byte[] {7}));
                ByteBuffer answer = ByteBuffer.allocate(1);
                client.read(answer);
                assertThat(answer.get(0)).isEqualTo((byte) 7);

                unix.refuse();

                assertThat(client.read(answer.clear())).isEqualTo(-1);
            }
        }
        assertThat(listens).doesNotExist();
    }
}
