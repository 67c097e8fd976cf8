package dev.slipway.deployer;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to the engine that a test can shut: whoever is on it is thrown out, and some that come after are not let in. */
final class EngineDoor implements AutoCloseable {
    private final Path socket;
    private final Path engine;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> inside = ConcurrentHashMap.newKeySet();
    private final AtomicInteger toRefuse = new AtomicInteger();

    EngineDoor(Path socket, Path engine) throws IOException {
        this.socket = socket;
        this.engine = engine;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("unix://" + socket);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (toRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    client.close();
                } else {
                    SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                    carry(client, there);
                    carry(there, client);
                }
            } catch (IOException e) {
                // closed, or a client that did not wait
            }
        }
    }

    private void carry(SocketChannel from, SocketChannel to) {
        inside.add(from);
        Thread.ofPlatform().daemon().start(() -> {
            ByteBuffer some = ByteBuffer.allocate(16_384);
            try (from;
                    to) {
                while (from.read(some) >= 0) {
                    some.flip();
                    while (some.hasRemaining()) {
                        to.write(some);
                    }
                    some.clear();
                }
            } catch (IOException e) {
                // thrown out
            } finally {
                inside.remove(from);
            }
        });
    }

    /** Until so many have been refused. */
    void shut(int refusals) throws IOException {
        toRefuse.set(refusals);
        for (SocketChannel one : inside) {
            one.close();
        }
    }

    boolean isShut() {
        return toRefuse.get() > 0;
    }

    @Override
    public void close() throws IOException {
        server.close();
        shut(0);
    }
}
