package dev.slipway.deployer.proxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** HAProxy's runtime API: one command a connection, an answer that is empty when all is well. */
final class HaproxySocket {
    /** What Java takes as the path of a socket, in bytes: one less than the kernel. */
    private static final int LONGEST_PATH = 106;

    private final Path socket;

    HaproxySocket(Path socket) {
        this.socket = socket;
    }

    String ask(String command) throws IOException {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH
                ? ask(socket, command)
                : askThroughLink(command);
    }

    /** A longer path is reached through a link to its folder, in a folder of our own that nobody else can write. */
    private String askThroughLink(String command) throws IOException {
        Path own = Files.createTempDirectory("slipway");
        Path link = own.resolve("to");
        try {
            Files.createSymbolicLink(link, socket.toAbsolutePath().getParent());
            return ask(link.resolve(socket.getFileName()), command);
        } finally {
            Files.deleteIfExists(link);
            Files.delete(own);
        }
    }

    private static String ask(Path at, String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(at));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
                buffer.clear();
            }
            return answer.toString();
        }
    }

    /** A command that answers with nothing, or with a line that says it was done. */
    void tell(String command) throws IOException {
        String answer = ask(command).strip();
        if (!answer.isEmpty() && !answer.contains("changed") && !answer.contains("no need to change")) {
            throw new IOException("the proxy refused '%s': %s".formatted(command, answer));
        }
    }

    Counters counters(String server) throws IOException {
        return Counters.parse(ask("show stat app 4 -1"), server);
    }

    boolean answers() {
        try {
            return !ask("show info").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
