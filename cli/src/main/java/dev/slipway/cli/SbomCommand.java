package dev.slipway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What is inside a digest. */
@Command(
        name = "sbom",
        mixinStandardHelpOptions = true,
        description = "What a digest contains, as the CycloneDX document that its scan made.")
final class SbomCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "DIGEST")
    private String digest = "";

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        slipway.raw(slipway.console()
                .text("/v1/artifacts/%s/sbom".formatted(digest))
                .body());
        return Exit.OK;
    }
}
