package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailpointFolderTest {
    @TempDir
    Path folder;

    @Test
    void countsWhatIsPassedAndDoesNothingUnarmed() throws IOException {
        FailpointFolder failpoints = new FailpointFolder(folder);

        assertThat(failpoints.hit(Failpoint.WORK_BEFORE)).isEmpty();
        assertThat(failpoints.hit(Failpoint.WORK_BEFORE)).isEmpty();

        assertThat(folder.resolve("WORK_BEFORE.reached")).hasSize(2);
    }

    @Test
    void actsAtEveryHitWhileTheFileIsThere() throws IOException {
        FailpointFolder failpoints = new FailpointFolder(folder);
        Path file = Files.writeString(folder.resolve("WORK_AFTER"), "throw");

        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).contains("throw");
        assertThat(failpoints.hit(Failpoint.WORK_BEFORE)).isEmpty();
        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).contains("throw");
        Files.delete(file);

        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).isEmpty();
    }

    @Test
    void actsOnceAtTheHitThatWasNamedCountedSinceItWasArmed() throws IOException {
        FailpointFolder failpoints = new FailpointFolder(folder);
        failpoints.hit(Failpoint.WORK_AFTER);
        Path file = Files.writeString(folder.resolve("WORK_AFTER"), "once@2:pause:10");

        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).isEmpty();
        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).contains("pause:10");

        assertThat(file).doesNotExist();
        assertThat(folder.resolve("WORK_AFTER.fired"))
                .hasContent(Long.toString(ProcessHandle.current().pid()));
        Files.writeString(file, "once@1:halt");
        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).contains("halt");
        assertThat(failpoints.hit(Failpoint.WORK_AFTER)).isEmpty();
    }
}
