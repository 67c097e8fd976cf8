package dev.slipway.events;

import dev.slipway.lifecycle.FactType;
import java.util.Map;

/** What each type says, in the words of the pages that are written from it. A new type does not compile without. */
final class Meanings {
    private Meanings() {}

    static String of(FactType type) {
        return switch (type) {
            case BUILD_REQUESTED ->
                "A request was accepted as this build. `requestSource` and `requestId` are the CloudEvent's that asked: by them whoever asked finds the build. Told for each request that this build answers, also for one that came when it was there.";
            case BUILD_STARTED -> "A builder began. Later attempts, after failures that may pass, are not told.";
            case BUILD_CANCELLED -> "Somebody wants it to stop. Whether it did, `build.finished` says.";
            case BUILD_FINISHED ->
                "The end of a build: `BUILT` with its `digest`, `FAILED` with `kind` and `reason`, or `CANCELLED`.";
            case TEST_SUITE_FINISHED ->
                "One test of `slipway.yaml` ran. Told about the build; the last word of each `name` is told again about the digest that it made.";
            case ARTIFACT_PACKAGED ->
                "The image was pushed and read back. From here on the digest is the subject; it says of which `app`, `build` and `commit` it is. Again when another build made the same bytes, or the commit was seen on another `ref`.";
            case ARTIFACT_PUBLISHED -> "Its tags are in place.";
            case ARTIFACT_DELETED -> "The image was deleted from the registry and may not be used any more.";
            case TAG_ADDED -> "A tag names this digest from now on; an `immutable` one for ever.";
            case SCAN_FINISHED ->
                "What is inside and what is known against it: open findings by severity. Again when advisories change.";
            case ARTIFACT_VETOED -> "A person forbids the digest everywhere.";
            case ARTIFACT_UNVETOED -> "The veto is taken back.";
            case FINDING_OPENED -> "An advisory that is new matches what runs here.";
            case FINDING_RESOLVED -> "It does not match any more.";
            case WAIVER_GRANTED ->
                "Somebody answers for a finding until `expires`: of this digest, or of whatever runs in the environment, as the key says.";
            case WAIVER_REVOKED -> "The waiver is taken back.";
            case APPROVAL_UPDATED ->
                "What an approver says of the digest entering the environment; the last word of each counts.";
            case PROMOTION_REQUESTED -> "The digest is to enter the environment; its gates will be asked.";
            case GATE_EVALUATED ->
                "The gates were asked. `FAIL` refuses, with the reason in `because` of each gate that is not `PASS`; `INCONCLUSIVE` and `ERROR` wait. New evidence has them asked again; the same answers are not told twice.";
            case PROMOTION_APPROVED ->
                "The digest may run in the environment, under this `tag`, from this `imageRepository`.";
            case PROMOTION_SUPERSEDED -> "It gave way to the digest `by`, and may come back by a roll back.";
            case PROMOTION_REVOKED -> "It may not run there any more.";
            case PROMOTION_RESTORED -> "It may run there again, because what came after it did no good.";
            case DEPLOYMENT_REQUESTED -> "A person wants a digest that may run there to run there.";
            case ABORT_REQUESTED -> "A person wants the deployment to stop. What became of it, its end says.";
            case DEPLOYMENT_QUEUED ->
                "A deployment was made and waits for its turn: one at a time runs in an environment of an app.";
            case DEPLOYMENT_STARTED -> "It began.";
            case DEPLOYMENT_PROGRESSED -> "It came to its next state, which the move names.";
            case DEPLOYMENT_FAILED ->
                "It ended badly, without a roll back: `ABORTED` before it had traffic, so what served serves on; `INCONCLUSIVE` or `ROLLBACK_FAILED` need a person.";
            case DEPLOYMENT_SKIPPED -> "It ended before it began: a newer one waits behind it.";
            case DEPLOYMENT_CANCELLED -> "It ended before it began: it may not run there, or somebody did not want it.";
            case VERIFICATION_FINISHED -> "One check of a deployment, with its verdict.";
            case SERVICE_DEPLOYED -> "The digest serves there, the first to do so.";
            case SERVICE_UPGRADED -> "The digest serves there, instead of `from`.";
            case SERVICE_ROLLED_BACK ->
                "Every roll back. If `to` is the digest that the event is about, this deployment brought it back and it serves (`SUCCEEDED`). Else this deployment of `from` was undone while it took the traffic (`ROLLED_BACK`), and what served before serves on.";
            case HOLD_PLACED -> "Nothing new enters the environment of the app by itself.";
            case HOLD_RELEASED -> "The hold is over.";
            case FREEZE_OPENED ->
                "Nothing is deployed there until it is closed or `until` is past; roll backs go on. The deployer opens one when a roll back failed.";
            case FREEZE_CLOSED -> "The freeze is over.";
            case DRIFT_DETECTED -> "What runs is not what the ledger says.";
            case DRIFT_RESOLVED -> "It is again.";
            case JOB_DIED -> "A stage gave up; what comes after it for this subject in that stage waits for a person.";
            case JOB_REDRIVEN -> "A person has it done again.";
            case JOB_SKIPPED -> "A person lets it go.";
        };
    }

    /** Of the members that all events have, by their path in the schema. */
    static final Map<String, String> ENVELOPE = Map.ofEntries(
            Map.entry("/specversion", "Of CloudEvents."),
            Map.entry("/id", "The event's own, the same on every resend: by it a reader knows what it has."),
            Map.entry("/source", "The service that wrote it."),
            Map.entry("/type", "What happened."),
            Map.entry(
                    "/subject",
                    "A package URL for an artifact, the key for others. Readers go by the key, which is also /data/customData/ledger/subject."),
            Map.entry("/time", "When it was recorded, by the database's clock."),
            Map.entry("/data/context/specversion", "Of CDEvents."),
            Map.entry("/data/context/chainId", "One id for a build request and all that follows from it."),
            Map.entry("/data/context/links", "Ids of the events that led to this one."),
            Map.entry("/data/context/schemaUri", "Names the schema of this type."),
            Map.entry("/data/subject/content", "What CDEvents prescribes for its own types; else empty."),
            Map.entry("/data/customData/ledger", "The entry's place in the chain of its subject."),
            Map.entry("/data/customData/ledger/kind", "build, artifact or environment."),
            Map.entry("/data/customData/ledger/subject", "The key: a build id, a digest, or app/environment."),
            Map.entry("/data/customData/ledger/seq", "1 for the first entry of the subject, then without gaps."),
            Map.entry("/data/customData/ledger/actor", "Who caused it: a person, a CI system, or the service."),
            Map.entry("/data/customData/ledger/previousHash", "Of the entry before; all zeros for the first."),
            Map.entry(
                    "/data/customData/fact",
                    "What the type says; members may be added, so ignore those you do not know."));
}
