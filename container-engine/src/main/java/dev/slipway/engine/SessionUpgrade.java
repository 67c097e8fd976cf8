package dev.slipway.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import java.io.EOFException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 beginning of a session: asks for the upgrade, and gives way to HTTP/2 with us as the server once it is granted. */
final class SessionUpgrade extends ByteToMessageDecoder {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int MOST_CALLS_AT_ONCE = 64;
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*", Pattern.DOTALL);

    private final String request;
    private final BuildAccess access;
    private final CompletableFuture<Void> accepted;

    private SessionUpgrade(String request, BuildAccess access, CompletableFuture<Void> accepted) {
        this.request = request;
        this.access = access;
        this.accepted = accepted;
    }

    static void install(
            ChannelPipeline pipeline,
            URI host,
            @Nullable SSLContext tls,
            String request,
            BuildAccess access,
            CompletableFuture<Void> accepted) {
        if (tls != null) {
            var engine = tls.createSSLEngine(host.getHost(), host.getPort());
            engine.setUseClientMode(true);
            var parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            pipeline.addLast(new SslHandler(engine));
        }
        pipeline.addLast(new SessionUpgrade(request, access, accepted));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var _ = context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        context.fireChannelActive();
    }

    /** What follows the headers is HTTP/2 already; the superclass hands it on when this handler leaves. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        var length = Math.min(in.readableBytes(), LONGEST_ANSWER);
        var end = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1)
                .indexOf(END_OF_HEADERS);
        if (end < 0) {
            if (length == LONGEST_ANSWER) {
                throw new IllegalStateException("an answer whose headers take more than %d bytes".formatted(length));
            }
            return;
        }
        var headers = in.readCharSequence(end + END_OF_HEADERS.length(), StandardCharsets.ISO_8859_1)
                .toString();
        var status = status(headers);
        if (status != SWITCHING_PROTOCOLS) {
            accepted.completeExceptionally(new EngineFailure.Refused(
                    "opening a build session",
                    status,
                    headers.lines().findFirst().orElse("")));
            var _ = context.close();
            return;
        }
        var settings = Http2Settings.defaultSettings().maxConcurrentStreams(MOST_CALLS_AT_ONCE);
        context.pipeline()
                .addLast(
                        Http2FrameCodecBuilder.forServer()
                                .initialSettings(settings)
                                .build(),
                        new SessionCalls(new SessionAnswers(access)));
        context.pipeline().remove(this);
        accepted.complete(null);
    }

    private static int status(String headers) {
        var line = STATUS.matcher(headers);
        return line.matches() ? Integer.parseInt(line.group(1)) : 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        accepted.completeExceptionally(new EOFException("the engine closed the connection"));
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        accepted.completeExceptionally(cause);
        var _ = context.close();
    }
}
