package dev.slipway.engine;

import java.util.Map;

/**
 * What a build may ask its caller for while it runs. Nothing of it becomes part of the image, the log or the engine's request, unless
 * a step copies it there itself.
 *
 * @param secrets values by the id that {@code RUN --mount=type=secret,id=…} names; BuildKit only, at most {@link #LARGEST_SECRET}
 * @param logins for pulling base images, by registry as image names have it ({@code docker.io}, {@code registry.example:5000})
 */
public record BuildAccess(Map<String, byte[]> secrets, Map<String, RegistryCredentials> logins) {
    /** BuildKit's own limit, in bytes. */
    public static final int LARGEST_SECRET = 500 * 1024;

    public BuildAccess {
        secrets = Map.copyOf(secrets);
        logins = Map.copyOf(logins);
        secrets.forEach((id, value) -> {
            if (value.length > LARGEST_SECRET) {
                throw new IllegalArgumentException("secret %s has %d bytes; BuildKit takes at most %d"
                        .formatted(id, value.length, LARGEST_SECRET));
            }
        });
    }

    public static BuildAccess none() {
        return new BuildAccess(Map.of(), Map.of());
    }

    /** Ids and hosts only. */
    @Override
    public String toString() {
        return "BuildAccess[secrets=%s, logins=%s]".formatted(secrets.keySet(), logins.keySet());
    }
}
