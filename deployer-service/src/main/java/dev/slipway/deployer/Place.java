package dev.slipway.deployer;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.DeploymentId;
import java.util.Map;

/** How what belongs to one app in one environment is called on its Docker host. */
record Place(AppEnvironment at) {
    static final String APP = "slipway.app";
    static final String ENVIRONMENT = "slipway.environment";
    static final String DEPLOYMENT = "slipway.deployment";
    static final String PART = "slipway.part";

    private String base() {
        return "slipway-%s-%s".formatted(at.app(), at.environment());
    }

    String network() {
        return base();
    }

    String proxy() {
        return base() + "-proxy";
    }

    String container(DeploymentId deployment) {
        return base() + "-" + deployment;
    }

    Map<String, String> labels() {
        return Map.of(APP, at.app().value(), ENVIRONMENT, at.environment().value());
    }

    Map<String, String> proxyLabels() {
        return Map.of(APP, at.app().value(), ENVIRONMENT, at.environment().value(), PART, "proxy");
    }

    /** The app's containers; each bears its deployment besides. */
    Map<String, String> appLabels() {
        return Map.of(APP, at.app().value(), ENVIRONMENT, at.environment().value(), PART, "app");
    }

    Map<String, String> containerLabels(DeploymentId deployment) {
        return Map.of(
                APP, at.app().value(),
                ENVIRONMENT, at.environment().value(),
                PART, "app",
                DEPLOYMENT, deployment.toString());
    }
}
