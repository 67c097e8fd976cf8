package dev.slipway.scanner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

record Settings(
        Path advisories, Duration advisoryCheck, Optional<Set<String>> plainHttpRegistries, Optional<Path> dockerConfig)
        implements ScannerConfig {
    static Settings of(Path advisories) {
        return new Settings(advisories, Duration.ofSeconds(1), Optional.empty(), Optional.empty());
    }
}
