package dev.slipway.faults.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server, over TCP or Unix sockets, and does to their connections what networks do: latency,
 * little bandwidth, silence in which nothing arrives and nothing is refused, an end in mid-message, resets.
 *
 * <p>Written by hand because the usual one, toxiproxy, is a Go program that is not to be had where these tests run (its
 * Java artifact is only a client of it), and because that one does not speak Unix sockets, over which engines are reached.
 */
public final class FaultProxy implements AutoCloseable {
    private final SocketAddress listens;
    private final SocketAddress target;
    private final ServerSocketChannel server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Weather weather = new Weather();
    private volatile boolean refusing;

    private FaultProxy(SocketAddress listens, SocketAddress target) throws IOException {
        this.target = target;
        this.server = listens instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        this.server.bind(listens);
        this.listens = server.getLocalAddress();
        Thread.ofVirtual().name("fault-proxy").start(this::accept);
    }

    /** From a port on loopback to another one; {@code listens} 0 takes one that is free. */
    public static FaultProxy tcp(int listens, int target) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new FaultProxy(new InetSocketAddress(loopback, listens), new InetSocketAddress(loopback, target));
    }

    /** From one socket file to another; what lies at {@code listens} is replaced. */
    public static FaultProxy unix(Path listens, Path target) throws IOException {
        Files.deleteIfExists(listens);
        return new FaultProxy(UnixDomainSocketAddress.of(listens), UnixDomainSocketAddress.of(target));
    }

    public int port() {
        return ((InetSocketAddress) listens).getPort();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (refusing) {
                    weather.felt.incrementAndGet();
                    Link.reset(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // closed, or a client that was gone before it was let in
            }
        }
    }

    private void connect(SocketChannel client) throws IOException {
        try {
            Link link = new Link(client, SocketChannel.open(target), weather, links::remove);
            links.add(link);
            link.start();
        } catch (IOException e) {
            Link.reset(client); // the server is away: so are we
        }
    }

    /** Everything arrives this much later. */
    public void latency(Duration latency) {
        weather.latencyMillis = latency.toMillis();
    }

    /** No connection carries more in either direction. */
    public void bandwidth(int bytesPerSecond) {
        weather.bytesPerSecond = bytesPerSecond;
    }

    /** Nothing arrives any more, in either direction, and nobody is told: as when packets are dropped. */
    public void silence() {
        weather.silent = true;
    }

    /** How often a connection has felt what is done to them: was reset, refused or cut, or had to wait. */
    public long felt() {
        return weather.felt.get();
    }

    /** Each connection ends by a reset once it has carried this much more. */
    public void cutAfter(long bytes) {
        weather.left.set(bytes);
    }

    /** Every connection there is ends by a reset; new ones work. */
    public void reset() {
        links.forEach(link -> {
            weather.felt.incrementAndGet();
            link.reset();
        });
    }

    /** Every connection ends by a reset, and so does each new one. */
    public void refuse() {
        refusing = true;
        reset();
    }

    /** As if nothing had been. What silence kept back arrives late. */
    public void heal() {
        refusing = false;
        weather.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        reset();
        if (listens instanceof UnixDomainSocketAddress file) {
            Files.deleteIfExists(file.getPath());
        }
    }
}
