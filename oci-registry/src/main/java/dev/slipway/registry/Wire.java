package dev.slipway.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange and its redirects, which are followed by hand: object storage answers 400 when it is shown the
 * registry's Authorization, and no other host has any business seeing it.
 */
final class Wire implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;

    private static final String NO_TLS = "if it has no TLS, add it to the plain HTTP hosts";

    /** The slowest upload that is still thought alive. */
    private static final long SLOWEST_BYTES_PER_SECOND = 256 * 1024;

    private final HttpClient http;
    private final PlainHttp plainHttp;
    private final Duration responseTimeout;

    Wire(RegistryOptions options) {
        this.plainHttp = new PlainHttp(options.plainHttpHosts(), options.plainHttpOnLoopback());
        this.responseTimeout = options.responseTimeout();
        this.http = HttpClient.newBuilder()
                .connectTimeout(options.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    URI base(String host) {
        return plainHttp.base(host);
    }

    /** The last answer, whatever its status. */
    Answer send(Call call, @Nullable String authorization) throws RegistryFailure {
        var uri = call.uri();
        var shown = authorization;
        for (var redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            var answer = exchange(call, uri, shown);
            if (!isRedirect(call.method(), answer.status())) {
                return answer;
            }
            var next = answer.location();
            answer.close();
            if (!Urls.sameOrigin(uri, next)) {
                shown = null;
            }
            uri = next;
        }
        throw new RegistryFailure.Corrupt(
                "%s was redirected more than %d times, at last to %s".formatted(call, MOST_REDIRECTS, Urls.shown(uri)));
    }

    /** Only 307 and 308 promise that the request stays what it is; the others are for reading alone. */
    private static boolean isRedirect(String method, int status) {
        return switch (status) {
            case 307, 308 -> true;
            case 301, 302, 303 -> method.equals("GET") || method.equals("HEAD");
            default -> false;
        };
    }

    private Answer exchange(Call call, URI uri, @Nullable String authorization) throws RegistryFailure {
        plainHttp.check(uri);
        var shown = call.method() + " " + Urls.shown(uri);
        try {
            var request = request(call, uri, authorization);
            var response = http.send(request, headers -> new StreamedBody(shown, responseTimeout));
            return new Answer(call, uri, response);
        } catch (IOException e) {
            throw notReached(shown, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure.Unavailable(shown + " was interrupted", e, null, false);
        }
    }

    private HttpRequest request(Call call, URI uri, @Nullable String authorization) throws IOException {
        var request = HttpRequest.newBuilder(uri)
                .method(call.method(), call.payload().open())
                .timeout(responseTimeout.plusSeconds(call.payload().size() / SLOWEST_BYTES_PER_SECOND))
                .header("User-Agent", "slipway");
        call.headers().forEach(request::header);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if ("http".equals(uri.getScheme())) {
            // else the client offers an upgrade to HTTP/2 in the clear, which some registries answer with 400
            request.version(HttpClient.Version.HTTP_1_1);
        }
        return request.build();
    }

    private static RegistryFailure notReached(String request, IOException why) {
        return switch (why) {
            case RegistryFailure known -> known;
            case HttpConnectTimeoutException e ->
                unavailable("%s found no connection in time; %s".formatted(request, NO_TLS), e, true);
            case HttpTimeoutException e -> unavailable(request + " was not answered in time", e, false);
            case ConnectException e -> unavailable(request + " found no connection; is the registry running?", e, true);
            case SSLException e ->
                unavailable("%s failed in TLS: %s; %s".formatted(request, e.getMessage(), NO_TLS), e, false);
            default -> unavailable("%s broke off: %s".formatted(request, why), why, true);
        };
    }

    private static RegistryFailure unavailable(String message, IOException why, boolean atOnce) {
        return new RegistryFailure.Unavailable(message, why, null, atOnce);
    }

    /** Breaks off what is still running: an unread body must not keep its reader's process alive. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
