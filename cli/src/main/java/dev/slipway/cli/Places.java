package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Environments of apps, as a person names them: {@code shop-api/prod}. */
final class Places {
    private Places() {}

    /** Where the console has it. */
    static String path(String place) throws CannotAsk {
        String[] parts = place.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new CannotAsk(400, "'%s' is no APP/ENVIRONMENT (wanted: such as shop-api/prod)".formatted(place));
        }
        return "/v1/apps/%s/environments/%s".formatted(parts[0], parts[1]);
    }

    /** A digest stays what it is; an environment of an app stands for what serves there. */
    static String digest(Console console, String what) throws CannotAsk, InterruptedException {
        if (what.startsWith("sha256:")) {
            return what;
        }
        if (!what.contains("/")) {
            throw new CannotAsk(
                    400, "'%s' is no digest (sha256:…) and no APP/ENVIRONMENT (such as shop-api/prod)".formatted(what));
        }
        for (JsonNode serving : console.get("/v1/environments").path("serving")) {
            if (StatusCommand.place(serving.path("place")).equals(what)) {
                return serving.path("digest").asText();
            }
        }
        throw new CannotAsk(404, "nothing serves in %s: give a digest (sha256:…) instead".formatted(what));
    }
}
