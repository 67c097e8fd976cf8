package dev.slipway.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a registry did not do what it was asked. The message says what was tried, what came back and what to do. */
public abstract sealed class RegistryFailure extends IOException {

    private RegistryFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the same request may succeed later without anybody changing anything. */
    public boolean retryable() {
        return false;
    }

    /** No such manifest, blob, tag or repository. Some registries also hide behind this what the login may not see. */
    public static final class NotFound extends RegistryFailure {
        NotFound(String message) {
            super(message, null);
        }
    }

    /** The registry wants a login and got none, or one it does not accept. */
    public static final class Unauthorized extends RegistryFailure {
        Unauthorized(String message) {
            super(message, null);
        }
    }

    /** The registry understood and said no: 403 and every other 4xx without a type of its own. */
    public static final class Refused extends RegistryFailure {
        private final int status;
        private final List<String> codes;

        Refused(String message, int status, List<String> codes) {
            super(message, null);
            this.status = status;
            this.codes = List.copyOf(codes);
        }

        public int status() {
            return status;
        }

        /** The registry's own error codes, for example DENIED or DIGEST_INVALID; none where it sent none. */
        public List<String> codes() {
            return codes;
        }
    }

    /** No answer, or one that says "not now" (408, 429, 5xx), after the tries that the client makes by itself. */
    public static final class Unavailable extends RegistryFailure {
        private final @Nullable Duration retryAfter;
        private final boolean atOnce;

        Unavailable(String message, @Nullable Throwable cause, @Nullable Duration retryAfter, boolean atOnce) {
            super(message, cause);
            this.retryAfter = retryAfter;
            this.atOnce = atOnce;
        }

        @Override
        public boolean retryable() {
            return true;
        }

        /** How long the registry asked to be left alone. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        /** Whether trying again within seconds makes sense, rather than leaving it to the caller's own schedule. */
        boolean worthTryingAtOnce() {
            return atOnce;
        }

        Unavailable afterTries(int tries) {
            return new Unavailable(
                    "%s (gave up after %d tries)".formatted(getMessage(), tries), this, retryAfter, false);
        }
    }

    /**
     * The answer cannot be believed: bytes of another digest or size, no manifest where one was promised, a step of the
     * protocol left out, or a lead to a place we do not go, such as plain HTTP on a host that was not allowed it.
     */
    public static final class Corrupt extends RegistryFailure {
        Corrupt(String message) {
            super(message, null);
        }
    }

    /** The tag names another manifest and may not be moved. */
    public static final class TagTaken extends RegistryFailure {
        private final OciDigest present;
        private final OciDigest wanted;

        TagTaken(Repository repository, String tag, OciDigest present, OciDigest wanted, String advice) {
            super("tag %s:%s is %s, not %s; %s".formatted(repository, tag, present, wanted, advice), null);
            this.present = present;
            this.wanted = wanted;
        }

        public OciDigest present() {
            return present;
        }

        public OciDigest wanted() {
            return wanted;
        }
    }
}
