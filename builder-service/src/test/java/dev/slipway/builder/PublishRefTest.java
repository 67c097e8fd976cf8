package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishRefTest {
    private static final String MAIN = "refs/heads/main";
    private static final String TAG = "refs/tags/v1";

    @Test
    void aRefIsNewWithTheFirstRequestThatNamesIt() {
        List<LifecycleEvent> asked = asked(MAIN, TAG, TAG, MAIN);

        assertThat(asked.stream().map(one -> newRef(asked, one))).containsExactly(MAIN, TAG, null, null);
    }

    /** Such as one for the same commit that only hurries. */
    @Test
    void aRequestWithoutARefBringsNone() {
        List<LifecycleEvent> asked = asked(null, null, TAG);

        assertThat(asked.stream().map(one -> newRef(asked, one))).containsExactly(null, null, TAG);
    }

    @Test
    void aRequestOfAnotherBuildIsABug() {
        assertThatThrownBy(() -> PublishRef.newRef(asked(MAIN), "elsewhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("elsewhere");
    }

    private static @Nullable String newRef(List<LifecycleEvent> events, LifecycleEvent one) {
        return PublishRef.newRef(events, one.id().toString());
    }

    private static List<LifecycleEvent> asked(@Nullable String... refs) {
        List<LifecycleEvent> events = new ArrayList<>();
        Subject build = Subject.of(BuildId.next());
        Arrays.stream(refs).forEach(ref -> {
            var request = new BuildRequest(
                    "https://git.example/a.git", new CommitId("9f".repeat(20)), ref, ".", false, false);
            int seq = events.size() + 1;
            events.add(new LifecycleEvent(
                    UUID.randomUUID(),
                    build,
                    seq,
                    UUID.randomUUID(),
                    "/ci",
                    Instant.EPOCH,
                    null,
                    new Fact.BuildRequested(request, "/ci", Integer.toString(seq))));
        });
        return events;
    }
}
