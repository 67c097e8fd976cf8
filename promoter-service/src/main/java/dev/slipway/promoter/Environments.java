package dev.slipway.promoter;

import dev.slipway.promoter.policy.Policy;
import dev.slipway.promoter.policy.PolicyFile;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The operators' file, read anew for each look: a change takes effect at the next one. */
@ApplicationScoped
class Environments {
    private final Path file;

    Environments(@ConfigProperty(name = "slipway.environments") Path file) {
        this.file = file;
    }

    Policy policy() throws BrokenYaml {
        try {
            return PolicyFile.read(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not read %s: set slipway.environments to the operators' file"
                            .formatted(file.toAbsolutePath()),
                    e);
        }
    }
}
