package dev.slipway.builder.tag;

import dev.slipway.events.Fact.TagWish;
import dev.slipway.lifecycle.CommitId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From a commit and a ref to tags. A pure function: the same answer wherever and whenever it is asked. */
public final class Tags {
    private static final String TAGS = "refs/tags/";
    private static final String BRANCHES = "refs/heads/";
    private static final int ABBREVIATION = 12;
    private static final int LONGEST = 128;
    private static final String NUMBER = "(0|[1-9][0-9]{0,9})";
    private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
    private static final Pattern SEMVER =
            Pattern.compile("v?(?<major>%1$s)\\.(?<minor>%1$s)\\.(?<patch>%1$s)(?:-(?<pre>%2$s))?(?:\\+(?<build>%2$s))?"
                    .formatted(NUMBER, IDENTIFIERS));

    /** What other kinds of tags look like; a branch of such a name must not pass for one of them. */
    private static final Pattern TAKEN_FORMS =
            Pattern.compile("(?:sha|build|branch)-.*|v?[0-9]+(?:\\.[0-9]+){0,2}(?:[-_].*)?");

    private final Set<String> reserved;

    /** @param reserved tags that mean something else here, such as the names of environments: no branch gets one */
    public Tags(Set<String> reserved) {
        this.reserved = Set.copyOf(reserved);
    }

    public List<TagWish> of(Collection<TagKind> kinds, CommitId commit, @Nullable String ref) {
        List<TagWish> wishes = new ArrayList<>();
        if (kinds.contains(TagKind.SHA)) {
            wishes.add(new TagWish(sha(commit), true));
        }
        if (kinds.contains(TagKind.SEMVER) && ref != null && ref.startsWith(TAGS)) {
            semver(ref.substring(TAGS.length()), wishes);
        }
        if (kinds.contains(TagKind.BRANCH) && ref != null && ref.startsWith(BRANCHES)) {
            branch(ref.substring(BRANCHES.length())).ifPresent(tag -> wishes.add(new TagWish(tag, false)));
        }
        return wishes;
    }

    public static String sha(CommitId commit) {
        return "sha-" + commit.value().substring(0, ABBREVIATION);
    }

    /** The version that a ref names, without a leading v; empty where it names none. */
    public static Optional<String> version(@Nullable String ref) {
        if (ref == null || !ref.startsWith(TAGS)) {
            return Optional.empty();
        }
        Matcher version = SEMVER.matcher(ref.substring(TAGS.length()));
        return version.matches() ? Optional.of(ref.substring(TAGS.length()).replaceFirst("^v", "")) : Optional.empty();
    }

    /** The short name of a branch or tag. */
    public static Optional<String> name(@Nullable String ref) {
        if (ref == null) {
            return Optional.empty();
        }
        return Optional.of(ref.startsWith(TAGS) ? ref.substring(TAGS.length()) : ref.replaceFirst("^" + BRANCHES, ""));
    }

    /** A version before 1.0 promises nothing to others of its major number, so there is no tag {@code 0}. */
    private static void semver(String name, List<TagWish> wishes) {
        Matcher version = SEMVER.matcher(name);
        // a plus sign cannot be in a tag
        String full = name.replaceFirst("^v", "").replace('+', '_');
        if (!version.matches() || full.length() > LONGEST) {
            return;
        }
        wishes.add(new TagWish(full, true));
        if (version.group("pre") == null) {
            String major = version.group("major");
            wishes.add(new TagWish(major + "." + version.group("minor"), false));
            if (!major.equals("0")) {
                wishes.add(new TagWish(major, false));
            }
        }
    }

    private Optional<String> branch(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.-]+", "");
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        String own = reserved.contains(plain) || TAKEN_FORMS.matcher(plain).matches() ? "branch-" + plain : plain;
        return Optional.of(own.length() <= LONGEST ? own : own.substring(0, LONGEST));
    }
}
