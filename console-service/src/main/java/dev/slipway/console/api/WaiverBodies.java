package dev.slipway.console.api;

import dev.slipway.console.access.Caller;
import dev.slipway.console.commands.Done;
import dev.slipway.console.commands.WaiverCommands;
import dev.slipway.console.http.Parameters;
import dev.slipway.lifecycle.Subject;
import org.jspecify.annotations.Nullable;

/** Waivers of an artifact and of an environment are asked for in the same words. */
final class WaiverBodies {
    private WaiverBodies() {}

    static Done waive(WaiverCommands waivers, Subject subject, byte[] body, Caller caller, @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Waive.class);
        return waivers.waive(
                order.by(caller, key),
                subject,
                new WaiverCommands.Wish(
                        order.text("advisory", "the name of an advisory"),
                        order.optionalText("package", "the name of a package"),
                        order.text("owner", "who has to mend it"),
                        order.optionalTime("expires")));
    }

    static Done unwaive(WaiverCommands waivers, Subject subject, byte[] body, Caller caller, @Nullable String key) {
        OrderBody order = OrderBody.read(body, Bodies.Unwaive.class);
        return waivers.unwaive(
                order.by(caller, key), subject, Parameters.id(order.text("waiver", "the id of a waiver")));
    }
}
