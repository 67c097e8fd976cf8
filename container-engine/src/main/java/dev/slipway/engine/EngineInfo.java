package dev.slipway.engine;

import org.jspecify.annotations.Nullable;

/**
 * What answered, and how we talk to it.
 *
 * @param apiVersion the negotiated version, such as {@code 1.41}: the engine's own, but never above what the client library knows
 * @param builderVersion the builder the engine advises ({@code 1} or {@code 2}); null where it gives no advice
 * @param serverVersion the engine's release, such as {@code 20.10.24}
 */
public record EngineInfo(String apiVersion, @Nullable String builderVersion, String serverVersion) {

    /**
     * BuildKit where the engine advises it, or where it gives no advice but has it: engines before 23 send {@code Builder-Version}
     * only when their configuration file names a builder, yet all since API 1.39 contain BuildKit.
     */
    public BuilderKind preferredBuilder() {
        if (builderVersion == null) {
            return ApiVersion.parse(apiVersion).atLeast(ApiVersion.FIRST_WITH_BUILDKIT)
                    ? BuilderKind.BUILDKIT
                    : BuilderKind.CLASSIC;
        }
        return builderVersion.equals("2") ? BuilderKind.BUILDKIT : BuilderKind.CLASSIC;
    }
}
