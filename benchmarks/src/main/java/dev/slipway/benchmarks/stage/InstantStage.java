package dev.slipway.benchmarks.stage;

import dev.slipway.events.Sha256;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.Stage;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Subject;
import java.nio.charset.StandardCharsets;

/** What the four have in common: they never fail, and they know what a repository's app is called. */
abstract class InstantStage implements Stage {
    static final EnvironmentName PROD = new EnvironmentName("prod");

    @Override
    public final Outcome giveUp(Job job, StepFailure.Terminal why) {
        return Outcome.dead(String.valueOf(why.getMessage()));
    }

    /** The name of {@code https://git.example/<app>.git}. */
    static AppName app(String repository) {
        return new AppName(
                repository.substring(repository.lastIndexOf('/') + 1, repository.length() - ".git".length()));
    }

    static AppEnvironment prod(AppName app) {
        return new AppEnvironment(app, PROD);
    }

    static Digest digest(Job job) {
        return switch (job.subject()) {
            case Subject.OfArtifact artifact -> artifact.digest();
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new IllegalArgumentException(
                        "not an artifact: " + job.subject().key());
        };
    }

    static Digest imageOf(String build) {
        return new Digest("sha256:" + Sha256.hex(build.getBytes(StandardCharsets.UTF_8)));
    }

    /** Keeps a JSON object of about this many bytes that no other subject has. */
    static String keep(LedgerTx tx, String kind, Subject subject, int bytes) {
        String body = """
                {"kind": "%s", "subject": "%s", "body": "%s"}""".formatted(kind, subject.key(), "0123456789abcdef".repeat(bytes / 16));
        return tx.keep(new EvidenceBody(kind, "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }
}
