package dev.slipway.console.pages;

import dev.slipway.console.access.Authentication;
import dev.slipway.console.access.Caller;
import dev.slipway.console.http.Problem;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A form counts only if it came from a page of this session. */
final class FormMark {
    private static final Logger LOG = Logger.getLogger(FormMark.class);

    private FormMark() {}

    static void check(Caller caller, @Nullable String mark) {
        if (!Authentication.isMark(caller, mark)) {
            LOG.warnf("denied: a form of '%s' without the mark of its session", caller.actor());
            throw Problem.exception(
                    Response.Status.FORBIDDEN,
                    "this form does not come from a page of your session: open the page again and send it from there");
        }
    }
}
