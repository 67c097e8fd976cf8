package dev.slipway.console.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.console.http.Problem;
import dev.slipway.events.Json;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** A problem as a page, for who looks at it with a browser. */
class ErrorPages {
    private final Renderer renderer;

    ErrorPages(Renderer renderer) {
        this.renderer = renderer;
    }

    /** The whole page. */
    record View(int status, String title, String detail) {}

    @ServerResponseFilter
    public void answer(ContainerRequestContext request, ContainerResponseContext response) {
        String accepted = request.getHeaderString("Accept");
        MediaType type = response.getMediaType();
        if (accepted == null
                || !accepted.contains("text/html")
                || type == null
                || !Problem.MEDIA_TYPE.equals(type.getType() + "/" + type.getSubtype())
                || !(response.getEntity() instanceof String json)) {
            return;
        }
        response.setEntity(page(json), null, MediaType.valueOf(MediaType.TEXT_HTML + ";charset=UTF-8"));
    }

    private String page(String json) {
        try {
            JsonNode problem = Json.MAPPER.readTree(json);
            View view = new View(
                    problem.path("status").asInt(),
                    problem.path("title").asText(),
                    problem.path("detail").asText());
            return renderer.page("error", Shell.stranger(view.title()), view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem of ours does not read back", e);
        }
    }
}
