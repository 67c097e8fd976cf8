package dev.slipway.faults.proxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One client with its server: a thread for each direction. */
final class Link {
    private static final int PIECE = 16 * 1_024;

    private final SocketChannel client;
    private final SocketChannel server;
    private final Weather weather;
    private final Consumer<Link> ended;
    private final AtomicInteger open = new AtomicInteger(2);

    Link(SocketChannel client, SocketChannel server, Weather weather, Consumer<Link> ended) {
        this.client = client;
        this.server = server;
        this.weather = weather;
        this.ended = ended;
    }

    void start() {
        Thread.ofVirtual().name("to-server").start(() -> carry(client, server));
        Thread.ofVirtual().name("to-client").start(() -> carry(server, client));
    }

    private void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (from.read(piece.clear()) >= 0) {
                int whole = piece.flip().limit();
                int passes = weather.pass(whole);
                write(to, piece.limit(passes));
                if (passes < whole) {
                    reset();
                    return;
                }
            }
            to.shutdownOutput();
            if (open.decrementAndGet() == 0) {
                from.close();
                to.close();
                ended.accept(this);
            }
        } catch (IOException e) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(SocketChannel to, ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            to.write(piece);
        }
    }

    void reset() {
        reset(client);
        reset(server);
        ended.accept(this);
    }

    /** So that the other end reads an error, not an end. Unix sockets only know an end. */
    static void reset(SocketChannel channel) {
        try {
            if (channel.isOpen() && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
        } catch (IOException e) {
            // it is closed then, which is what was wanted
        }
    }
}
