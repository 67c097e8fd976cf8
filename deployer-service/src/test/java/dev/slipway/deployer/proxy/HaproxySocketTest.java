package dev.slipway.deployer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HaproxySocketTest {
    @ParameterizedTest
    @ValueSource(ints = {80, 105, 106, 107, 108, 109, 250})
    void reachesASocketHoweverLongItsPathIs(int bytes) throws Exception {
        Path own = Files.createTempDirectory("hs");
        int left = bytes - own.toString().length() - "//admin.sock".length();
        Path folder = Files.createDirectory(own.resolve("x".repeat(left)));
        Path link = Files.createSymbolicLink(own.resolve("l"), folder);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(link.resolve("admin.sock")));
            Thread answering = Thread.ofVirtual().start(() -> answer(server));

            assertThat(new HaproxySocket(folder.resolve("admin.sock")).ask("show info"))
                    .isEqualTo("heard show info\n");
            answering.join();
        }
    }

    private static void answer(ServerSocketChannel server) {
        try (SocketChannel caller = server.accept()) {
            ByteBuffer asked = ByteBuffer.allocate(100);
            caller.read(asked);
            String answer = "heard " + StandardCharsets.UTF_8.decode(asked.flip());
            caller.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
