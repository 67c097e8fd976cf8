package dev.slipway.console.access;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The caller of this request, once the filter has let it in. */
@RequestScoped
public class CurrentCaller {
    private @Nullable Caller caller;

    void is(Caller known) {
        caller = known;
    }

    public Caller get() {
        Caller known = caller;
        if (known == null) {
            throw new IllegalStateException("nobody is known to have made this request");
        }
        return known;
    }
}
