package dev.slipway.engine;

import dev.slipway.engine.SessionAnswers.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The engine's gRPC calls over a session's HTTP/2: one message in, one message out. Streams are told apart by their number, because
 * Netty's multiplexer takes the side that connected for the client, and here it is the server. Lives on the session's event loop.
 */
final class SessionCalls extends ChannelInboundHandlerAdapter {
    private static final int LONGEST_REQUEST = 64 * 1024;
    private static final int PREFIX = 5;
    private static final String GRPC = "application/grpc";

    private final SessionAnswers answers;
    private final Map<Integer, Call> open = new HashMap<>();

    private record Call(String method, ByteArrayOutputStream body) {}

    SessionCalls(SessionAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        switch (frame) {
            case Http2HeadersFrame headers -> headers(context, headers);
            case Http2DataFrame data -> data(context, data);
            case Http2ResetFrame reset -> open.remove(reset.stream().id());
            default -> ReferenceCountUtil.release(frame);
        }
    }

    private void headers(ChannelHandlerContext context, Http2HeadersFrame frame) {
        var path = String.valueOf(frame.headers().path());
        open.putIfAbsent(frame.stream().id(), new Call(path, new ByteArrayOutputStream()));
        if (frame.isEndStream()) {
            answer(context, frame.stream());
        }
    }

    private void data(ChannelHandlerContext context, Http2DataFrame frame) {
        try {
            var stream = frame.stream();
            send(context, new DefaultHttp2WindowUpdateFrame(frame.initialFlowControlledBytes()).stream(stream));
            var call = open.get(stream.id());
            if (call != null && call.body().size() + frame.content().readableBytes() > LONGEST_REQUEST) {
                open.remove(stream.id());
                send(context, new DefaultHttp2ResetFrame(Http2Error.ENHANCE_YOUR_CALM).stream(stream));
                return;
            }
            if (call != null) {
                call.body().writeBytes(bytes(frame.content()));
            }
            if (frame.isEndStream()) {
                answer(context, stream);
            }
        } finally {
            frame.release();
        }
    }

    private static byte[] bytes(ByteBuf content) {
        var bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        return bytes;
    }

    private void answer(ChannelHandlerContext context, Http2FrameStream stream) {
        var call = open.remove(stream.id());
        if (call == null) {
            return;
        }
        var request = unwrapped(call.body().toByteArray());
        var answer = request == null
                ? Answer.error(12, "only one whole, uncompressed message per call is understood")
                : answers.to(call.method(), request);
        if (answer.ok()) {
            send(
                    context,
                    new DefaultHttp2HeadersFrame(
                                    new DefaultHttp2Headers().status("200").set("content-type", GRPC))
                            .stream(stream));
            send(context, new DefaultHttp2DataFrame(wrapped(answer.message())).stream(stream));
            send(context, trailers(new DefaultHttp2Headers(), answer).stream(stream));
        } else {
            var headers = new DefaultHttp2Headers().status("200").set("content-type", GRPC);
            send(context, trailers(headers, answer).stream(stream));
        }
    }

    /** Sent when all that has been read is answered. An answer that cannot be sent ends the session: the build then fails and says so. */
    private static void send(ChannelHandlerContext context, Http2Frame frame) {
        var _ = context.write(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private static DefaultHttp2HeadersFrame trailers(Http2Headers headers, Answer answer) {
        headers.setInt("grpc-status", answer.status());
        if (!answer.explanation().isEmpty()) {
            headers.set("grpc-message", printable(answer.explanation()));
        }
        return new DefaultHttp2HeadersFrame(headers, true);
    }

    /** The header takes printable ASCII; a percent sign would begin an escape. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]|%", "?");
    }

    /** A flag for compression and the length come before each message. */
    private static byte @Nullable [] unwrapped(byte[] body) {
        if (body.length < PREFIX || body[0] != 0 || ByteBuffer.wrap(body).getInt(1) != body.length - PREFIX) {
            return null;
        }
        return Arrays.copyOfRange(body, PREFIX, body.length);
    }

    private static ByteBuf wrapped(byte[] message) {
        return Unpooled.buffer(PREFIX + message.length)
                .writeByte(0)
                .writeInt(message.length)
                .writeBytes(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    /** The build notices a session that is gone, and says what it wanted from it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
