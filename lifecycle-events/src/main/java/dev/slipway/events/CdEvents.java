package dev.slipway.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The part of an event that CDEvents 0.5.1 prescribes: the subject's id and its content, which is closed, so that every
 * further fact goes to customData.
 */
final class CdEvents {
    private CdEvents() {}

    /** A purl for an artifact, the key itself for the other subjects. */
    static String subjectId(Subject subject, @Nullable String imageRepository) {
        return switch (subject) {
            case Subject.OfArtifact artifact -> purl(artifact.digest(), imageRepository);
            case Subject.OfBuild build -> build.key();
            case Subject.OfEnvironment place -> place.key();
        };
    }

    static String purl(Digest digest, @Nullable String imageRepository) {
        String encoded = URLEncoder.encode(digest.value(), StandardCharsets.UTF_8);
        if (imageRepository == null) {
            return "pkg:oci/artifact@" + encoded;
        }
        String name = imageRepository.substring(imageRepository.lastIndexOf('/') + 1);
        return "pkg:oci/%s@%s?repository_url=%s".formatted(name, encoded, imageRepository);
    }

    static ObjectNode content(Entry entry) {
        ObjectNode content = Json.MAPPER.createObjectNode();
        switch (entry.fact()) {
            case Fact.BuildFinished finished -> {
                if (finished.digest() != null) {
                    content.put("artifactId", purl(finished.digest(), entry.imageRepository()));
                }
            }
            case Fact.ArtifactPackaged packaged ->
                content.putObject("change")
                        .put("id", packaged.commit().value())
                        .put("source", packaged.sourceRepository());
            case Fact.TestSuiteFinished tests -> {
                environment(content, "pipeline");
                content.put("outcome", outcome(tests.verdict()));
                content.putObject("testSuite").put("id", tests.name()).put("name", tests.name());
                if (tests.reason() != null) {
                    content.put("reason", tests.reason());
                }
            }
            case Fact.ServiceDeployed service -> service(content, service.environment(), entry);
            case Fact.ServiceUpgraded service -> service(content, service.environment(), entry);
            case Fact.ServiceRolledBack service -> service(content, service.environment(), entry);
            case Fact.BuildRequested _,
                    Fact.BuildStarted _,
                    Fact.ArtifactPublished _,
                    Fact.ArtifactDeleted _,
                    Fact.TagAdded _,
                    Fact.ScanFinished _,
                    Fact.PromotionRequested _,
                    Fact.GateEvaluated _,
                    Fact.PromotionApproved _,
                    Fact.PromotionSuperseded _,
                    Fact.PromotionRevoked _,
                    Fact.DeploymentQueued _,
                    Fact.DeploymentStarted _,
                    Fact.DeploymentProgressed _,
                    Fact.DeploymentFailed _,
                    Fact.DeploymentSkipped _,
                    Fact.DeploymentCancelled _,
                    Fact.VerificationFinished _,
                    Fact.HoldPlaced _,
                    Fact.BuildCancelled _,
                    Fact.ArtifactVetoed _,
                    Fact.ArtifactUnvetoed _,
                    Fact.FindingOpened _,
                    Fact.FindingResolved _,
                    Fact.WaiverGranted _,
                    Fact.WaiverRevoked _,
                    Fact.ApprovalUpdated _,
                    Fact.PromotionRestored _,
                    Fact.DeploymentRequested _,
                    Fact.AbortRequested _,
                    Fact.HoldReleased _,
                    Fact.FreezeOpened _,
                    Fact.FreezeClosed _,
                    Fact.DriftDetected _,
                    Fact.DriftResolved _,
                    Fact.JobDied _,
                    Fact.JobRedriven _,
                    Fact.JobSkipped _ -> {
                // the standard prescribes nothing for these
            }
        }
        return content;
    }

    private static void service(ObjectNode content, EnvironmentName environment, Entry entry) {
        environment(content, environment.value());
        content.put("artifactId", subjectId(entry.subject(), entry.imageRepository()));
    }

    private static void environment(ObjectNode content, String id) {
        content.putObject("environment").put("id", id);
    }

    private static String outcome(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "success";
            case FAIL -> "failure";
            case INCONCLUSIVE -> "cancel";
            case ERROR -> "error";
        };
    }
}
