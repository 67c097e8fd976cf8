package dev.slipway.builder.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScratchTest {
    @Test
    void tellsAFullDiskFromOtherTrouble() {
        IOException full = new IOException("could not write", new IOException("No space left on device"));

        assertThat(Scratch.hint(full)).contains("scratch disk is full", "slipway.builder.work");
        assertThat(Scratch.hint(new IOException("Permission denied"))).isEmpty();
        assertThat(Scratch.hint(new IOException())).isEmpty();
    }
}
