package dev.slipway.lifecycle;

import java.util.Locale;

/** The four state machines. An instance is named by build id, digest, {@code app/env@digest} or deployment id. */
public enum Machine {
    BUILD(Build.State.class),
    ARTIFACT(Artifact.State.class),
    PLACEMENT(Placement.State.class),
    DEPLOYMENT(Deployment.State.class);

    /** What an instance is in before its first entry. */
    public static final String NONE = "NONE";

    private final Class<? extends Enum<?>> states;

    Machine(Class<? extends Enum<?>> states) {
        this.states = states;
    }

    public Class<? extends Enum<?>> states() {
        return states;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
