package dev.slipway.console.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The roles of a token.
 *
 * @param highest of viewer, deployer, operator, admin
 * @param approver for which approver roles it speaks, such as release-manager; such a token also reads
 */
public record Roles(AccessRole highest, Set<String> approver) {
    private static final String APPROVER = "approver:";
    private static final Pattern APPROVER_ROLE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public Roles {
        approver = Set.copyOf(approver);
    }

    /** Throws IllegalArgumentException with what is wrong with them. */
    public static Roles parse(Collection<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("no role is named (wanted: " + wanted() + ")");
        }
        AccessRole highest = AccessRole.VIEWER;
        Set<String> approver = new LinkedHashSet<>();
        for (String name : names) {
            AccessRole role = role(name);
            if (role == null) {
                approver.add(name.substring(APPROVER.length()));
            } else if (role.includes(highest)) {
                highest = role;
            }
        }
        return new Roles(highest, approver);
    }

    /** Null for an approver. */
    private static @Nullable AccessRole role(String name) {
        for (AccessRole role : AccessRole.values()) {
            if (role.wireName().equals(name)) {
                return role;
            }
        }
        if (name.startsWith(APPROVER)
                && APPROVER_ROLE.matcher(name.substring(APPROVER.length())).matches()) {
            return null;
        }
        throw new IllegalArgumentException("'%s' is not a role (wanted: %s)".formatted(name, wanted()));
    }

    private static String wanted() {
        return Arrays.stream(AccessRole.values()).map(AccessRole::wireName).collect(Collectors.joining(", "))
                + " or approver:<role>, such as approver:release-manager";
    }

    public boolean include(AccessRole needed) {
        return highest.includes(needed);
    }

    public List<String> names() {
        List<String> names = new ArrayList<>(List.of(highest.wireName()));
        approver.stream().sorted().map(APPROVER::concat).forEach(names::add);
        return names;
    }
}
