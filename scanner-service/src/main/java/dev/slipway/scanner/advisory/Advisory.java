package dev.slipway.scanner.advisory;

import java.util.List;

/**
 * A published statement that some versions of some packages are vulnerable.
 *
 * @param aliases other names of the same flaw, among them those of the upstream project's advisory
 */
public record Advisory(String id, List<String> aliases, List<Affected> affected) {
    public Advisory {
        aliases = List.copyOf(aliases);
        affected = List.copyOf(affected);
    }
}
