package dev.slipway.lifecycle;

import java.util.UUID;

/** Names one attempt to make a digest run in an environment of an app. */
public record DeploymentId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}
