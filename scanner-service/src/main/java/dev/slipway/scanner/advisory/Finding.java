package dev.slipway.scanner.advisory;

import dev.slipway.scanner.inventory.InstalledPackage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An installed package that an advisory says is vulnerable.
 *
 * @param installed with its layer and path
 * @param fixedIn the first version, of the source package, with a fix; null while there is none
 */
public record Finding(
        String advisory,
        List<String> aliases,
        InstalledPackage installed,
        @Nullable String fixedIn,
        Rating rating) {
    public Finding {
        aliases = List.copyOf(aliases);
    }
}
