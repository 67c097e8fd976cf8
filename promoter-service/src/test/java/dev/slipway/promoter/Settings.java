package dev.slipway.promoter;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

record Settings(Optional<Set<String>> plainHttpRegistries, Optional<Path> dockerConfig) implements PromoterConfig {
    /** Where an operator sets nothing. */
    static Settings none() {
        return new Settings(Optional.empty(), Optional.empty());
    }
}
