package dev.slipway.builder;

import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.manifest.ManifestFile;
import dev.slipway.builder.secret.SecretFolder;
import dev.slipway.builder.secret.SecretRefused;
import dev.slipway.builder.source.ContextTar;
import dev.slipway.builder.source.FetchedCommit;
import dev.slipway.builder.source.GitSource;
import dev.slipway.builder.source.Limits;
import dev.slipway.builder.source.SourceFailure;
import dev.slipway.engine.BuildAccess;
import dev.slipway.events.BuildRequest;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What people wrote: the commit, its slipway.yaml, its build context. */
@ApplicationScoped
class Sources {
    private static final String MANIFEST = "slipway.yaml";
    private static final int MAX_MANIFEST = 256 << 10;

    private final GitSource git;
    private final Path work;
    private final SecretFolder secrets;

    Sources(BuilderConfig config) {
        this.work = config.work();
        this.secrets = new SecretFolder(config.secrets().orElse(null), BuildAccess.LARGEST_SECRET);
        this.git = new GitSource(config.gitHosts(), config.work(), config.fetchDeadline(), Limits.DEFAULT);
    }

    FetchedCommit fetch(BuildRequest request) throws SourceFailure, InterruptedException {
        return git.fetch(request.repository(), request.commit(), request.ref());
    }

    Manifest manifest(FetchedCommit commit, BuildRequest request) throws SourceFailure, BrokenYaml, StepFailure {
        String file = inside(request.directory(), MANIFEST);
        byte[] text = commit.file(file, MAX_MANIFEST)
                .orElseThrow(() -> new StepFailure.Terminal(
                        FailureKind.CONTEXT.name(),
                        "looked for %s in commit %s of %s and found none: add one with at least 'app: <name>'"
                                .formatted(file, commit.id(), request.repository())));
        return ManifestFile.read(file, text);
    }

    /** The values of the secrets that slipway.yaml asks for. */
    Map<String, byte[]> secrets(BuildView build, Manifest manifest) throws StepFailure, IOException {
        try {
            return secrets.of(
                    manifest.app(),
                    build.request().repository(),
                    manifest.build().secrets());
        } catch (SecretRefused e) {
            throw new StepFailure.Terminal(FailureKind.CONTEXT.name(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes the build context where the engine's request is fed from. */
    Checkout checkout(BuildView build, FetchedCommit commit, Manifest manifest)
            throws SourceFailure, InterruptedException, IOException {
        Path folder = Files.createDirectories(work);
        Path tar = Files.createTempFile(folder, "context-" + build.id(), ".tar");
        try {
            String context =
                    inside(build.request().directory(), manifest.build().context());
            ContextTar written = commit.writeContext(context, manifest.build().dockerfile(), tar);
            return new Checkout(build, commit, manifest, tar, written);
        } catch (SourceFailure | RuntimeException e) {
            Files.deleteIfExists(tar);
            throw e;
        }
    }

    private static String inside(String directory, String path) {
        if (directory.equals(".")) {
            return path;
        }
        return path.equals(".") ? directory : directory + "/" + path;
    }
}
