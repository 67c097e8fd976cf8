package dev.slipway.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves bare repositories below a folder over HTTP, through Git's own backend, on loopback and for reading only. */
public final class GitServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path root;
    private final int port;

    public GitServer(Path root, int wantedPort) throws IOException {
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort), 0);
        this.port = server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    public void start() {
        server.start();
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    /** The URL of a repository in the folder, such as {@code greeter.git}. */
    public String url(String repository) {
        return "http://%s/%s".formatted(host(), repository);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
            builder.environment().putAll(environment(exchange));
            Process backend = builder.start();
            try (OutputStream in = backend.getOutputStream()) {
                exchange.getRequestBody().transferTo(in);
            }
            try (InputStream out = new BufferedInputStream(backend.getInputStream())) {
                answer(exchange, out);
            }
        }
    }

    private Map<String, String> environment(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return Map.ofEntries(
                Map.entry("GIT_PROJECT_ROOT", root.toString()),
                Map.entry("GIT_HTTP_EXPORT_ALL", "1"),
                Map.entry("GIT_CONFIG_COUNT", "1"),
                Map.entry("GIT_CONFIG_KEY_0", "uploadpack.allowAnySHA1InWant"),
                Map.entry("GIT_CONFIG_VALUE_0", "true"),
                Map.entry("PATH_INFO", exchange.getRequestURI().getPath()),
                Map.entry("REQUEST_METHOD", exchange.getRequestMethod()),
                Map.entry("QUERY_STRING", query == null ? "" : query),
                Map.entry("CONTENT_TYPE", header(exchange, "Content-Type")),
                Map.entry("HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding")),
                Map.entry("GIT_PROTOCOL", header(exchange, "Git-Protocol")));
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** The backend answers as a CGI program: headers, an empty line, the body. */
    private static void answer(HttpExchange exchange, InputStream out) throws IOException {
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return new String(line.toString().strip().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
