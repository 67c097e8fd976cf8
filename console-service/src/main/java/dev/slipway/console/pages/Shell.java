package dev.slipway.console.pages;

import dev.slipway.console.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds every page.
 *
 * @param section which entry of the navigation it belongs to
 * @param live whether it is refreshed when something happens
 * @param actor who is logged in; null for nobody
 * @param mark of the session, for forms
 */
record Shell(
        String title,
        String section,
        boolean live,
        @Nullable String actor,
        @Nullable String roles,
        @Nullable String mark) {
    static Shell of(String title, String section, boolean live, Caller caller) {
        return new Shell(
                title,
                section,
                live,
                caller.actor(),
                String.join(", ", caller.roles().names()),
                caller.formMark());
    }

    static Shell stranger(String title) {
        return new Shell(title, "", false, null, null, null);
    }
}
