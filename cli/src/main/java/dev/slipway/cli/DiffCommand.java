package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What would change. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "What one digest has that another has not: commits, packages, and what is known against them.",
            "An environment stands for what serves there: slipway diff shop/prod shop/dev says what a promotion brings."
        })
final class DiffCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "FROM", description = "Digest, or APP/ENVIRONMENT.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "Digest, or APP/ENVIRONMENT.")
    private String to = "";

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Console console = slipway.console();
        JsonNode changes = console.get(
                "/v1/artifacts/%s/changes?from=%s".formatted(Places.digest(console, to), Places.digest(console, from)));
        if (!slipway.printed(changes)) {
            tell(changes);
        }
        return Exit.OK;
    }

    private void tell(JsonNode changes) {
        side("from", changes.path("from"));
        side("to", changes.path("to"));
        changes.path("components").forEach(this::component);
        changes.path("opened").forEach(finding -> finding("against it now", finding));
        changes.path("closed").forEach(finding -> finding("no longer", finding));
        if (changes.path("components").isEmpty()
                && changes.path("opened").isEmpty()
                && changes.path("closed").isEmpty()) {
            slipway.line("  the same packages, and the same is known against them");
        }
    }

    private void side(String name, JsonNode side) {
        slipway.line("%-4s %s  commit %s of %s%s"
                .formatted(
                        name,
                        Facts.shortened(side.path("digest").asText()),
                        Facts.commit(side.path("commit").asText()),
                        side.path("sourceRepository").asText(),
                        side.path("scanned").asBoolean() ? "" : "  (not scanned yet: its packages are not known)"));
    }

    private void component(JsonNode component) {
        List<String> before = versions(component.path("before"));
        List<String> now = versions(component.path("now"));
        String purl = component.path("purl").asText();
        if (before.isEmpty()) {
            slipway.line("  + %s %s".formatted(purl, String.join(", ", now)));
        } else if (now.isEmpty()) {
            slipway.line("  - %s %s".formatted(purl, String.join(", ", before)));
        } else {
            slipway.line("  ~ %s %s -> %s".formatted(purl, String.join(", ", before), String.join(", ", now)));
        }
    }

    private static List<String> versions(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(version -> all.add(version.asText()));
        return all;
    }

    private void finding(String which, JsonNode finding) {
        slipway.line("  %s: %s %s in %s %s"
                .formatted(
                        which,
                        finding.path("severity").asText(),
                        finding.path("advisory").asText(),
                        finding.path("packageName").asText(),
                        finding.path("version").asText()));
    }
}
