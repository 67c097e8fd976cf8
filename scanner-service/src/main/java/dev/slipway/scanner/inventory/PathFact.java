package dev.slipway.scanner.inventory;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What a layer puts at a path worth reading. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PathFact.Packages.class, name = "packages"),
    @JsonSubTypes.Type(value = PathFact.OsIdentity.class, name = "os"),
    @JsonSubTypes.Type(value = PathFact.UnreadDatabase.class, name = "unread"),
    @JsonSubTypes.Type(value = PathFact.NotFollowed.class, name = "not-followed")
})
public sealed interface PathFact {
    /** The packages a file names, and what about it could not be understood. */
    record Packages(PackageKind kind, List<ListedPackage> packages, List<Doubt> doubts) implements PathFact {
        public Packages {
            packages = List.copyOf(packages);
            doubts = List.copyOf(doubts);
        }

        boolean isEmpty() {
            return packages.isEmpty() && doubts.isEmpty();
        }
    }

    record OsIdentity(OsRelease release) implements PathFact {}

    /** A package database of a kind this analyzer cannot read: its packages are there, and unknown. */
    record UnreadDatabase(String kind) implements PathFact {}

    /** A link, device or file where a directory or a regular file was expected. */
    record NotFollowed(String what) implements PathFact {}
}
