package dev.slipway.builder.tag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact.TagWish;
import dev.slipway.lifecycle.CommitId;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagsTest {
    private static final CommitId COMMIT = new CommitId("0123456789abcdef0123456789abcdef01234567");

    private final Tags tags = new Tags(Set.of("prod"));

    /** An immutable tag with an exclamation mark. */
    private String of(TagKind kind, @Nullable String ref) {
        return tags.of(Set.of(kind), COMMIT, ref).stream()
                .map(wish -> wish.immutable() ? wish.tag() + "!" : wish.tag())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "SHA | - | sha-0123456789ab!",
                "SHA | refs/tags/v1.2.3 | sha-0123456789ab!",
                "SEMVER | refs/tags/v1.2.3 | 1.2.3! 1.2 1",
                "SEMVER | refs/tags/1.2.3 | 1.2.3! 1.2 1",
                "SEMVER | refs/tags/v1.2.3-rc.1 | 1.2.3-rc.1!",
                "SEMVER | refs/tags/v1.2.3+linux.5 | 1.2.3_linux.5! 1.2 1",
                "SEMVER | refs/tags/v0.3.1 | 0.3.1! 0.3",
                "SEMVER | refs/tags/v1.2 | ''",
                "SEMVER | refs/tags/v01.2.3 | ''",
                "SEMVER | refs/tags/release-1.2.3 | ''",
                "SEMVER | refs/heads/v1.2.3 | ''",
                "SEMVER | - | ''",
                "BRANCH | refs/heads/main | main",
                "BRANCH | refs/heads/feature/größer#1 | feature-gr--er-1",
                "BRANCH | refs/heads/.hidden | hidden",
                "BRANCH | refs/heads/1.2.3 | branch-1.2.3",
                "BRANCH | refs/heads/v2 | branch-v2",
                "BRANCH | refs/heads/sha-0123456789ab | branch-sha-0123456789ab",
                "BRANCH | refs/heads/build-1 | branch-build-1",
                "BRANCH | refs/heads/prod | branch-prod",
                "BRANCH | refs/tags/v1.2.3 | ''",
                "BRANCH | refs/pull/7/head | ''",
            })
    void decides(TagKind kind, @Nullable String ref, String wanted) {
        assertThat(of(kind, ref)).isEqualTo(wanted);
    }

    @Test
    void neverGivesOneTagTwoMeanings() {
        var all = tags.of(EnumSet.allOf(TagKind.class), COMMIT, "refs/tags/v1.2.3");

        assertThat(all).extracting(TagWish::tag).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void keepsTagsAsShortAsRegistriesWantThem() {
        assertThat(of(TagKind.BRANCH, "refs/heads/" + "b".repeat(250))).hasSize(128);
        assertThat(of(TagKind.SEMVER, "refs/tags/v1.2.3-" + "b".repeat(200))).isEmpty();
    }

    @Test
    void tellsVersionAndNameOfARef() {
        assertThat(Tags.version("refs/tags/v1.2.3-rc.1")).contains("1.2.3-rc.1");
        assertThat(Tags.version("refs/tags/nightly")).isEmpty();
        assertThat(Tags.version("refs/heads/v1.2.3")).isEmpty();
        assertThat(Tags.name("refs/heads/feature/x")).contains("feature/x");
        assertThat(Tags.name(null)).isEmpty();
    }
}
