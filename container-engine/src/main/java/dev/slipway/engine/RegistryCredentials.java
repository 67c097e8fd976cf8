package dev.slipway.engine;

/** A registry login, handed to the engine with the one call that needs it. */
public record RegistryCredentials(String username, String password) {
    @Override
    public String toString() {
        return "RegistryCredentials[username=%s, password=***]".formatted(username);
    }
}
