package dev.slipway.stack;

import java.nio.file.Path;
import java.util.Locale;

/** The services by name; each is a Quarkus application in a module of its own. */
public enum Service {
    BUILDER,
    SCANNER,
    PROMOTER,
    DEPLOYER,
    CONSOLE;

    /** As in database roles and consumer groups. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where its packaged application lies below the project's folder. */
    public Path application(Path project) {
        return project.resolve(wireName() + "-service").resolve("target").resolve("quarkus-app");
    }
}
