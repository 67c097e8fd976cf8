package dev.slipway.faults.judge;

import static java.util.stream.Collectors.toMap;

import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.Repository;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** P9 in the registry: every recorded image is there with its bytes, and each tag names what was last recorded under it. */
final class Images {
    private final RegistryClient registry;

    Images(RegistryClient registry) {
        this.registry = registry;
    }

    List<Violation> judge(LedgerCopy ledger) {
        List<Violation> found = new ArrayList<>();
        for (Entry packaged : only(ledger, "artifact.packaged")) {
            present(packaged, found);
        }
        Map<String, Entry> tags = only(ledger, "tag.added").stream()
                .sorted(Comparator.comparing(Entry::at))
                .collect(toMap(Images::tag, entry -> entry, (_, later) -> later));
        tags.forEach((name, entry) -> tagged(name, entry, found));
        return found;
    }

    private static List<Entry> only(LedgerCopy ledger, String kind) {
        return ledger.entries().stream().filter(entry -> entry.is(kind)).toList();
    }

    private static String tag(Entry entry) {
        return entry.fact().path("imageRepository").asText() + ":"
                + entry.fact().path("tag").asText();
    }

    private void present(Entry packaged, List<Violation> found) {
        String repository = packaged.fact().path("imageRepository").asText();
        try {
            registry.manifest(Repository.parse(repository), new OciDigest(packaged.subject()));
        } catch (RegistryFailure e) {
            found.add(new Violation(
                    "P9", "%s@%s cannot be read: %s".formatted(repository, packaged.subject(), e.getMessage())));
        }
    }

    private void tagged(String name, Entry entry, List<Violation> found) {
        Repository repository =
                Repository.parse(entry.fact().path("imageRepository").asText());
        try {
            String names = registry.resolve(repository, entry.fact().path("tag").asText())
                    .map(OciDigest::value)
                    .orElse("nothing");
            if (!names.equals(entry.subject())) {
                found.add(new Violation(
                        "P2", "tag %s names %s, recorded was %s".formatted(name, names, entry.subject())));
            }
        } catch (RegistryFailure e) {
            found.add(new Violation("P9", "tag %s cannot be read: %s".formatted(name, e.getMessage())));
        }
    }
}
