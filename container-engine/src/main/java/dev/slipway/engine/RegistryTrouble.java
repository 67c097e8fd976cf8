package dev.slipway.engine;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells from the words of engines and registries, which have no codes, whether another try makes sense. */
final class RegistryTrouble {
    /** What a login would help, or a better one. */
    private static final List<String> LOGIN = List.of(
            "unauthorized",
            "authentication required",
            "access to the resource is denied",
            "denied:",
            "no basic auth credentials");

    /** What else does not get better by itself. */
    private static final List<String> LASTING = List.of(
            "manifest invalid",
            "manifest unknown",
            "name unknown",
            "name invalid",
            "not found",
            "does not exist",
            "unsupported",
            "x509:",
            "server gave http response to https client",
            "no matching manifest");

    /** What does: the network, and registries that ask for patience. */
    private static final List<String> PASSING = List.of(
            "dial tcp",
            "i/o timeout",
            "tls handshake timeout",
            "connection reset",
            "connection refused",
            "failed to do request",
            "unexpected eof",
            "toomanyrequests",
            "too many requests",
            "client.timeout exceeded",
            "service unavailable",
            "bad gateway",
            "gateway timeout");

    private static final Pattern FETCHING = Pattern.compile("(\\[.+] )?(FROM |load metadata for ).*");

    private RegistryTrouble() {}

    /** For a push or pull: anything not known to last is worth another try. */
    static boolean worthRetrying(String reason) {
        return !lasting(reason);
    }

    private static boolean lasting(String reason) {
        return mentions(LOGIN, reason) || mentions(LASTING, reason);
    }

    /** What to do, where it is known; begins as the end of a sentence. */
    static String advice(String reason) {
        return mentions(LOGIN, reason) ? "; give a login for this registry, or check the one given" : "";
    }

    /** For a build: only a step that fetches an image, and only trouble known to pass; all else is the Dockerfile's. */
    static boolean passing(String step, String reason) {
        return FETCHING.matcher(step).matches() && mentions(PASSING, reason) && !lasting(reason);
    }

    private static boolean mentions(List<String> words, String reason) {
        var text = reason.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(text::contains);
    }
}
