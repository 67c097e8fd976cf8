package dev.slipway.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came back for a {@link Call}, from the address that answered in the end. */
record Answer(Call call, URI from, HttpResponse<InputStream> response) implements AutoCloseable {
    private static final int MOST_DRAINED = 16 * 1024;

    int status() {
        return response.statusCode();
    }

    InputStream body() {
        return response.body();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    List<String> headers(String name) {
        return response.headers().allValues(name);
    }

    /** Whether the host that was asked answered itself, rather than one it redirected to. */
    boolean fromHostAsked() {
        return Urls.sameOrigin(call.uri(), from);
    }

    Answer expect(int... statuses) throws RegistryFailure {
        if (Arrays.stream(statuses).noneMatch(status -> status == status())) {
            throw failure();
        }
        return this;
    }

    byte[] bytes(int most) throws RegistryFailure {
        try {
            var bytes = body().readNBytes(most + 1);
            if (bytes.length > most) {
                throw new RegistryFailure.Corrupt(
                        "the answer to %s is larger than %d bytes, the most that is taken".formatted(call, most));
            }
            return bytes;
        } catch (RegistryFailure e) {
            throw e;
        } catch (IOException e) {
            throw new RegistryFailure.Unavailable("the answer to %s broke off".formatted(call), e, null, true);
        }
    }

    URI location() throws RegistryFailure {
        var location = header("Location");
        if (location.isEmpty()) {
            throw new RegistryFailure.Corrupt("%s answered %d without a Location header".formatted(call, status()));
        }
        return resolve(location.get());
    }

    URI resolve(String reference) throws RegistryFailure {
        try {
            return from.resolve(reference);
        } catch (IllegalArgumentException e) {
            throw new RegistryFailure.Corrupt("%s answered %d and led to an address that cannot be read: %s"
                    .formatted(call, status(), e.getMessage()));
        }
    }

    /** The digest the registry says it sent or stored; empty when it says none or one of another algorithm. */
    Optional<OciDigest> digest() {
        return header("Docker-Content-Digest").filter(OciDigest::isDigest).map(OciDigest::new);
    }

    RegistryFailure failure() {
        var status = status();
        var said = RegistryErrors.read(body());
        var found = "%s answered %d%s".formatted(call, status, said.text());
        if (status == 404) {
            return new RegistryFailure.NotFound(found);
        }
        if (status == 401) {
            return new RegistryFailure.Unauthorized(found + "; give a login for this registry, or check the one given");
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new RegistryFailure.Unavailable(found, null, retryAfter(), true);
        }
        if (status == 403) {
            return new RegistryFailure.Refused(found + "; the login may not do this", status, said.codes());
        }
        if (status >= 400) {
            return new RegistryFailure.Refused(found, status, said.codes());
        }
        return new RegistryFailure.Corrupt(found + ", which no registry should; is another server listening there?");
    }

    private @Nullable Duration retryAfter() {
        var value = header("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var wait = Duration.between(Instant.now(), until);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Reads what little is left, so that the connection can be used again, and drops what is much. */
    @Override
    public void close() {
        try (var rest = body()) {
            if (response.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE) <= MOST_DRAINED) {
                rest.readNBytes(MOST_DRAINED);
            }
        } catch (IOException e) {
            // the answer has been dealt with: only the connection is lost
        }
    }
}
