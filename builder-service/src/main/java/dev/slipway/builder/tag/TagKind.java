package dev.slipway.builder.tag;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The words of {@code tags:} in slipway.yaml, as docker/metadata-action has them. */
public enum TagKind {
    /** {@code sha-} and twelve digits of the commit; immutable. */
    SHA,
    /** From a ref such as {@code refs/tags/v1.2.3}: {@code 1.2.3} immutable, {@code 1.2} and {@code 1} movable. */
    SEMVER,
    /** The branch's name; movable. */
    BRANCH;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TagKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
