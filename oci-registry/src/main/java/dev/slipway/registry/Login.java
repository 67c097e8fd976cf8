package dev.slipway.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A user name and password or access token. Prints without the secret. */
public record Login(String username, String password) {
    public Login {
        if (username.isEmpty() || username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("not a user name: '%s' (expected text without ':')".formatted(username));
        }
    }

    String basic() {
        var pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return "Login[username=" + username + ", password=***]";
    }
}
