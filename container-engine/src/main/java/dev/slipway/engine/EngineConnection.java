package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.slipway.engine.BoundedCall.Connections;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The way to one engine: connection pool, negotiated API version, and two manners of speaking. {@link #ask} is for short calls
 * through the typed client; {@link #open} for streams, which the typed client would move to threads we cannot end.
 */
final class EngineConnection implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BAD_REQUEST = 400;
    private static final int LONGEST_ERROR = 64 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final EngineConfig config;
    private final DockerHttpClient http;
    private volatile @Nullable Negotiated negotiated;

    private record Negotiated(EngineInfo info, DockerClient client) {}

    EngineConnection(EngineConfig config) {
        this.config = config;
        var builder = new ApacheDockerHttpClient.Builder()
                .dockerHost(config.host())
                .maxConnections(config.maxConnections())
                .connectionTimeout(CONNECT_TIMEOUT);
        if (config.tlsDirectory() != null) {
            builder.sslConfig(new LocalDirectorySSLConfig(config.tlsDirectory().toString()));
        }
        this.http = builder.build();
    }

    /** Asks the engine who it is and settles the API version anew. */
    EngineInfo negotiate() {
        return BoundedCall.run("ping of " + config.host(), config.callTimeout(), new CancelSignal(), this::ping)
                .info();
    }

    private Negotiated ping(Connections connections) throws IOException {
        String api;
        String builder;
        try (var response = execute("ping", get("/_ping"), connections)) {
            api = response.getHeader("Api-Version");
            builder = response.getHeader("Builder-Version");
        }
        if (api == null) {
            throw new EngineFailure.Refused(
                    "ping of " + config.host(),
                    200,
                    "no Api-Version header in the answer; what listens there is not a Docker Engine");
        }
        var version = readTree("version", get("/version"), connections);
        var least = ApiVersion.parse(version.path("MinAPIVersion").asText("1.12"));
        var spoken = ApiVersion.parse(api).negotiated();
        if (!spoken.atLeast(least)) {
            throw new EngineFailure.Refused(
                    "ping of " + config.host(),
                    BAD_REQUEST,
                    "the engine wants API %s or newer and %s is the newest spoken here; use an older engine"
                            .formatted(least, spoken));
        }
        var info = new EngineInfo(
                spoken.toString(), builder, version.path("Version").asText("unknown"));
        var client = DockerClientImpl.getInstance(new PlainClientConfig(config.host(), spoken), http);
        var agreed = new Negotiated(info, client);
        negotiated = agreed;
        return agreed;
    }

    EngineInfo info() {
        var known = negotiated;
        return known == null ? negotiate() : known.info();
    }

    private DockerClient client() {
        var known = negotiated;
        if (known == null) {
            negotiate();
            return client();
        }
        return known.client();
    }

    Duration callTimeout() {
        return config.callTimeout();
    }

    /** A short call through the typed client, under the configured call time-out. */
    <T extends @Nullable Object> T ask(String tried, Function<DockerClient, T> question) {
        return ask(tried, config.callTimeout(), question);
    }

    <T extends @Nullable Object> T ask(String tried, Duration deadline, Function<DockerClient, T> question) {
        try {
            return BoundedCall.run(tried, deadline, new CancelSignal(), _ -> question.apply(client()));
        } catch (EngineFailure.Refused e) {
            throw noticed(tried, e);
        }
    }

    /** Like {@link #ask}, for cleaning up: an interrupt waits until it is done. */
    void askUninterrupted(String tried, Function<DockerClient, @Nullable Void> question) {
        BoundedCall.runUninterrupted(tried, config.callTimeout(), _ -> question.apply(client()));
    }

    /** Starts a request whose path lacks the version. The response belongs to the call and closes with it; an error status throws. */
    Response open(String tried, Request.Builder request, String path, Connections connections) throws IOException {
        return execute(tried, request.path("/v" + info().apiVersion() + path).build(), connections);
    }

    /** A session for one build, closed with the call. */
    BuildSession session(BuildAccess access, Connections connections) throws IOException, InterruptedException {
        var path = "/v" + info().apiVersion() + "/session";
        return connections.closing(BuildSession.open(config, tls(), path, access));
    }

    private @Nullable SSLContext tls() throws IOException {
        if (config.tlsDirectory() == null) {
            return null;
        }
        try {
            return new LocalDirectorySSLConfig(config.tlsDirectory().toString()).getSSLContext();
        } catch (DockerClientException e) {
            throw new IOException("the certificates in %s cannot be used: %s".formatted(config.tlsDirectory(), e), e);
        }
    }

    JsonNode openTree(String tried, Request.Builder request, String path, Connections connections) throws IOException {
        return readTree(tried, request.path("/v" + info().apiVersion() + path).build(), connections);
    }

    private JsonNode readTree(String tried, Request request, Connections connections) throws IOException {
        try (var response = execute(tried, request, connections)) {
            return JSON.readTree(response.getBody());
        }
    }

    private Response execute(String tried, Request request, Connections connections) throws IOException {
        var response = connections.closing(http.execute(request));
        var status = response.getStatusCode();
        if (status >= 200 && status < 300) {
            return response;
        }
        try (response) {
            var body = new String(response.getBody().readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
            throw noticed(tried, new EngineFailure.Refused(tried, status, EngineErrors.message(body)));
        }
    }

    /** An engine exchanged under us may no longer speak the agreed version; the next call then negotiates anew. */
    private EngineFailure.Refused noticed(String tried, EngineFailure.Refused answer) {
        if (answer.status() != BAD_REQUEST || !answer.said().startsWith("client version ")) {
            return answer;
        }
        negotiated = null;
        return new EngineFailure.Refused(
                tried,
                503,
                "the engine was exchanged for one of another API version (%s); try again".formatted(answer.said()));
    }

    private static Request get(String path) {
        return Request.builder().method(Request.Method.GET).path(path).build();
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new EngineFailure.Unreachable("closing the connections to " + config.host(), e);
        }
    }
}
