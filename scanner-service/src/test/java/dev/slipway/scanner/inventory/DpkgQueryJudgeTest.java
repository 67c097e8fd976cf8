package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The database of a real system, read by us and by dpkg itself, where this machine is one. */
class DpkgQueryJudgeTest {
    private static final Path DATABASE = Path.of("/var/lib/dpkg/status");

    @Test
    void readsRealDatabaseAsDpkgDoes() throws Exception {
        List<String> theirs = askDpkg();
        LayerSource layer = new TestLayer()
                .file("var/lib/dpkg/status", Files.readString(DATABASE))
                .zstd();

        Inventory ours = new ImageInventory(ReadLimits.DEFAULT, LayerFactsStore.NONE).read(List.of(layer));

        assertThat(ours.gaps()).isEmpty();
        assertThat(ours.packages().stream()
                        .map(installed -> String.join(
                                " ",
                                installed.name(),
                                installed.version(),
                                installed.source(),
                                installed.sourceVersion(),
                                installed.architecture()))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(theirs);
    }

    private static List<String> askDpkg() throws InterruptedException {
        try {
            Process query = new ProcessBuilder(
                            "dpkg-query",
                            "-W",
                            "-f",
                            "${db:Status-Status} ${Package} ${Version} ${source:Package} ${source:Version} ${Architecture}\\n")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out = query.inputReader()) {
                List<String> lines = out.lines().toList();
                if (query.waitFor() == 0 && !lines.isEmpty()) {
                    return lines.stream()
                            .filter(line -> !line.startsWith("not-installed ") && !line.startsWith("config-files "))
                            .map(line -> line.substring(line.indexOf(' ') + 1))
                            .toList();
                }
            }
        } catch (IOException absent) {
            // no such command: skipped below, with the reason
        }
        String reason = "skipped: no dpkg-query with a database on this machine";
        System.out.println(reason);
        return abort(reason);
    }
}
