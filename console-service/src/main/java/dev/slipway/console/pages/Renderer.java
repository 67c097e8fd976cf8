package dev.slipway.console.pages;

import io.quarkus.qute.Engine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Templates to HTML. What they show is escaped by them. */
@ApplicationScoped
class Renderer {
    private final Engine engine;

    Renderer(Engine engine) {
        this.engine = engine;
    }

    String page(String template, Shell shell, Object view) {
        // whatever was written by others, wherever it stands: the templates escape markup, this drops what terminals
        // obey
        return String.valueOf(Output.clean(engine.getTemplate(template + ".html")
                .data("shell", shell)
                .data("view", view)
                .render()));
    }

    Response response(Response.StatusType status, String template, Shell shell, Object view) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML + ";charset=UTF-8")
                .entity(page(template, shell, view))
                .build();
    }
}
