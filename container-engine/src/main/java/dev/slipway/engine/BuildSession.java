package dev.slipway.engine;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection that the engine turns round: we open it, and BuildKit then calls us over it for the secrets and logins of one build,
 * which names the session by its id. Lives as long as the build; has one thread of its own.
 */
final class BuildSession implements Closeable {
    private static final int NO_TLS_PORT = 2375;

    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final EventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("build-session", true));

    private BuildSession() {}

    /**
     * Returns when the engine has accepted the session.
     *
     * @throws EngineFailure.Refused where the engine offers no sessions
     */
    static BuildSession open(EngineConfig config, @Nullable SSLContext tls, String path, BuildAccess access)
            throws IOException, InterruptedException {
        var session = new BuildSession();
        try {
            session.connect(config, tls, path, access);
            return session;
        } catch (IOException | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    String id() {
        return id;
    }

    private void connect(EngineConfig config, @Nullable SSLContext tls, String path, BuildAccess access)
            throws IOException, InterruptedException {
        var accepted = new CompletableFuture<Void>();
        var unix = config.host().getScheme().equals("unix");
        var channel = new Bootstrap()
                .group(loop)
                .channel(unix ? NioDomainSocketChannel.class : NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SessionUpgrade.install(channel.pipeline(), config.host(), tls, request(path), access, accepted);
                    }
                })
                .connect(address(config, unix))
                .await();
        if (!channel.isSuccess()) {
            throw new IOException("no connection for the build session: " + channel.cause(), channel.cause());
        }
        await(accepted, config);
    }

    private static void await(CompletableFuture<Void> accepted, EngineConfig config)
            throws IOException, InterruptedException {
        try {
            accepted.get(config.callTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineFailure refused) {
                throw refused;
            }
            throw new IOException("the build session was not accepted: " + e.getCause(), e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IOException("the build session was not accepted within " + config.callTimeout(), e);
        }
    }

    private static SocketAddress address(EngineConfig config, boolean unix) {
        var host = config.host();
        if (unix) {
            return UnixDomainSocketAddress.of(host.getPath());
        }
        return new InetSocketAddress(host.getHost(), host.getPort() < 0 ? NO_TLS_PORT : host.getPort());
    }

    private String request(String path) {
        var request = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: docker\r\n")
                .append("Connection: Upgrade\r\nUpgrade: h2c\r\n")
                .append("X-Docker-Expose-Session-Uuid: " + id + "\r\n")
                .append("X-Docker-Expose-Session-Name: slipway\r\n")
                .append("X-Docker-Expose-Session-Sharedkey: " + id + "\r\n");
        SessionAnswers.METHODS.forEach(method -> request.append("X-Docker-Expose-Session-Grpc-Method: ")
                .append(method)
                .append("\r\n"));
        return request.append("\r\n").toString();
    }

    @Override
    public void close() {
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
