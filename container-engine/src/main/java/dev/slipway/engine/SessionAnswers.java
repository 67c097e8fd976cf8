package dev.slipway.engine;

import java.util.List;
import java.util.Map;

/**
 * What a session says to the engine's questions. Names and field numbers are those of moby/buildkit {@code session/secrets/secrets.proto}
 * and {@code session/auth/auth.proto}. The newer methods of the latter are not offered: BuildKit then asks for the login itself.
 */
final class SessionAnswers {
    /** The gRPC methods that are announced when the session opens. */
    static final List<String> METHODS = List.of(
            "/grpc.health.v1.Health/Check",
            "/moby.buildkit.secrets.v1.Secrets/GetSecret",
            "/moby.filesync.v1.Auth/Credentials");

    private static final int OK = 0;
    private static final int INVALID_ARGUMENT = 3;
    private static final int NOT_FOUND = 5;
    private static final int UNIMPLEMENTED = 12;
    private static final int SERVING = 1;

    private final BuildAccess access;

    SessionAnswers(BuildAccess access) {
        this.access = access;
    }

    /** A gRPC status, with a message where it is 0 and an explanation where it is not. */
    record Answer(int status, byte[] message, String explanation) {
        static Answer of(ProtobufWriter message) {
            return new Answer(OK, message.message(), "");
        }

        static Answer error(int status, String explanation) {
            return new Answer(status, new byte[0], explanation);
        }

        boolean ok() {
            return status == OK;
        }
    }

    Answer to(String method, byte[] request) {
        try {
            return switch (method) {
                case "/grpc.health.v1.Health/Check" -> Answer.of(new ProtobufWriter().number(1, SERVING));
                case "/moby.buildkit.secrets.v1.Secrets/GetSecret" -> secret(firstText(request));
                case "/moby.filesync.v1.Auth/Credentials" -> credentials(firstText(request));
                default -> Answer.error(UNIMPLEMENTED, "not served: " + method);
            };
        } catch (IllegalArgumentException e) {
            return Answer.error(INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    private Answer secret(String id) {
        var value = access.secrets().get(id);
        return value == null
                ? Answer.error(
                        NOT_FOUND, "secret %s: not found; this build has %s".formatted(id, names(access.secrets())))
                : Answer.of(new ProtobufWriter().bytes(1, value));
    }

    /** No login is an answer too: BuildKit goes on without one. */
    private Answer credentials(String host) {
        var login = access.logins().get(registry(host));
        return login == null
                ? Answer.of(new ProtobufWriter())
                : Answer.of(new ProtobufWriter().text(1, login.username()).text(2, login.password()));
    }

    /** BuildKit names Docker Hub by the host it talks to. */
    private static String registry(String host) {
        return host.equals("registry-1.docker.io") || host.equals("index.docker.io") ? "docker.io" : host;
    }

    private static String names(Map<String, ?> named) {
        return named.isEmpty()
                ? "none"
                : named.keySet().stream().sorted().toList().toString();
    }

    private static String firstText(byte[] request) {
        var reader = new ProtobufReader(request);
        for (var field = reader.nextField(); field != 0; field = reader.nextField()) {
            if (field == 1) {
                return reader.text();
            }
            reader.skip();
        }
        return "";
    }
}
