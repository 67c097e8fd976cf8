package dev.slipway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server that stands in for the console and remembers what it was asked, and the command line that asks it. */
final class StandInConsole implements AfterEachCallback {
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Answer> byPath = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Answer> next = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HttpServer server;
    private final Path token;
    private volatile Answer otherwise = new Answer(202, "{\"note\":\"noted\"}", "");

    private record Answer(int status, String body, String buildState) {}

    StandInConsole() {
        try {
            token = Files.writeString(Files.createTempFile("token", ""), "secret\n");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        stop();
        Files.delete(token);
    }

    /** Nothing answers there any more. */
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s+", "");
        asked.add("%s %s %s"
                .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body)
                .strip());
        Answer answer = byPath.get(exchange.getRequestURI().getPath());
        if (answer == null) {
            answer = next.isEmpty() ? otherwise : next.remove();
        }
        exchange.getResponseHeaders().set("Slipway-Build-State", answer.buildState());
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** These come next, in this order. */
    void answers(String... bodies) {
        for (String body : bodies) {
            answers(200, body);
        }
    }

    void answers(int status, String body) {
        next.add(new Answer(status, body, ""));
    }

    /** A piece of a build's log, and how far the build is. */
    void answersLog(String piece, String buildState) {
        next.add(new Answer(200, piece, buildState));
    }

    /** Whenever this is asked for. */
    void answersAt(String path, String body) {
        byPath.put(path, new Answer(200, body, ""));
    }

    void knowsNothingAt(String path) {
        byPath.remove(path);
    }

    /** Whatever else is asked for. */
    void answersOtherwise(int status, String body) {
        otherwise = new Answer(status, body, "");
    }

    /** Method, address and body without spaces, of each. */
    List<String> asked() {
        return asked;
    }

    /** With the address of this console and the name mona. */
    int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--url",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--token-file",
                token.toString(),
                "--actor",
                "mona"));
        return Slipway.run(print(out), print(err), all.toArray(String[]::new));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    /** What it said so far. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it complained of so far. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
