package dev.slipway.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;

/** One request, without its authorization. */
record Call(String method, URI uri, Map<String, String> headers, Payload payload) {

    /** What is sent along; opened anew each time the request is sent. */
    interface Payload {
        BodyPublisher open() throws IOException;

        long size();
    }

    static Call of(String method, URI uri) {
        return of(method, uri, Map.of());
    }

    static Call of(String method, URI uri, Map<String, String> headers) {
        return new Call(method, uri, headers, content(new byte[0]));
    }

    Call with(String header, String value) {
        return new Call(method, uri, Map.of(header, value), payload);
    }

    static Payload content(byte[] bytes) {
        return new Payload() {
            @Override
            public BodyPublisher open() {
                return bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
            }

            @Override
            public long size() {
                return bytes.length;
            }
        };
    }

    @Override
    public String toString() {
        return method + " " + Urls.shown(uri);
    }
}
