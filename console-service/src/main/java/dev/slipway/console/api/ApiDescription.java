package dev.slipway.console.api;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What all operations have in common, said once: the token, the problems, and that a command is answered when it is committed. */
public class ApiDescription implements OASFilter {
    private static final String TOKEN = "token";
    private static final String PROBLEM_SCHEMA = "Problem";
    private static final String DONE_SCHEMA = "Committed";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getComponents()
                .addSchema(PROBLEM_SCHEMA, problemSchema())
                .addSchema(DONE_SCHEMA, doneSchema())
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer"));
        api.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        api.getPaths().getPathItems().forEach(ApiDescription::describe);
    }

    private static void describe(String path, PathItem item) {
        for (Operation operation : item.getOperations().values()) {
            operation.setTags(null);
            operation.getResponses().addAPIResponse("default", problem());
        }
        Operation post = item.getPOST();
        if (post != null && isCommand(path)) {
            post.getResponses().removeAPIResponse("200");
            post.getResponses().addAPIResponse("202", committed());
        }
    }

    private static boolean isCommand(String path) {
        return !path.startsWith("/v1/tokens") && !path.startsWith("/v1/dead-letters") && !path.equals("/v1/builds");
    }

    private static APIResponse committed() {
        return answer("Committed to the ledger, or so already.", "application/json", DONE_SCHEMA);
    }

    private static APIResponse problem() {
        return answer(
                "What was tried, found and wanted, and what to do (RFC 9457).",
                "application/problem+json",
                PROBLEM_SCHEMA);
    }

    private static Schema doneSchema() {
        return type(Schema.SchemaType.OBJECT)
                .addProperty("command", type(Schema.SchemaType.STRING))
                .addProperty("subject", type(Schema.SchemaType.STRING))
                .addProperty("changed", type(Schema.SchemaType.BOOLEAN))
                .addProperty("note", type(Schema.SchemaType.STRING));
    }

    private static Schema problemSchema() {
        return type(Schema.SchemaType.OBJECT)
                .addProperty("type", type(Schema.SchemaType.STRING))
                .addProperty("title", type(Schema.SchemaType.STRING))
                .addProperty("status", type(Schema.SchemaType.INTEGER))
                .addProperty("detail", type(Schema.SchemaType.STRING));
    }

    private static Schema type(Schema.SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }

    private static APIResponse answer(String description, String mediaType, String schema) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                mediaType,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(schema))));
    }
}
