package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.FactType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Every way of asking that is promised to be understood, with what is read from it. */
final class RequestExamples {
    static final String FILE = "requests.json";
    private static final String REQUESTED = FactType.BUILD_REQUESTED.wireName();
    private static final String CANCELLED = FactType.BUILD_CANCELLED.wireName();
    private static final String LEAST =
            "{\"repository\":\"https://git.example/shop.git\",\"commit\":\"%s\"}".formatted("9f".repeat(20));
    private static final String MOST =
            LEAST.replace("}", ",\"ref\":\"refs/heads/main\",\"directory\":\"api\",\"rebuild\":true,\"urgent\":true}");
    private static final String NULLS =
            LEAST.replace("}", ",\"ref\":null,\"directory\":null,\"rebuild\":null,\"urgent\":null}");
    private static final String CD_EVENT =
            "{\"context\":{\"specversion\":\"0.5.1\"},\"subject\":{\"id\":\"x\",\"content\":{}},\"customData\":%s}";
    private static final String BY_ID =
            "{\"build\":\"0193c000-0000-7000-8000-000000000001\",\"reason\":\"wrong branch\"}";
    private static final String BY_REQUEST = "{\"request\":{\"source\":\"/ci/shop\",\"id\":\"4711\"}}";
    private static final Map<String, String> NO_HEADERS = Map.of();

    private RequestExamples() {}

    static ArrayNode all() throws MalformedEvent {
        ArrayNode all = Json.MAPPER.createArrayNode();
        all.add(one("structured, without a header", NO_HEADERS, structured(REQUESTED, LEAST)));
        all.add(one(
                "structured, with the header",
                Map.of("content-type", EventFormat.CONTENT_TYPE),
                structured(REQUESTED, MOST)));
        all.add(one("structured, with nulls", NO_HEADERS, structured(REQUESTED, NULLS)));
        all.add(one(
                "structured, with members that nobody knows",
                NO_HEADERS,
                structured(REQUESTED, LEAST.replace("}", ",\"pipeline\":{\"number\":12}}"))));
        all.add(one("structured, a CDEvent", NO_HEADERS, structured(REQUESTED, CD_EVENT.formatted(MOST))));
        all.add(one("binary", binary(REQUESTED), MOST));
        all.add(one("binary, a CDEvent", binary(REQUESTED), CD_EVENT.formatted(LEAST)));
        all.add(one("to stop a build", NO_HEADERS, structured(CANCELLED, BY_ID)));
        all.add(one("to stop what was asked for", binary(CANCELLED), BY_REQUEST));
        return all;
    }

    private static ObjectNode one(String name, Map<String, String> headers, String value) throws MalformedEvent {
        ObjectNode example = Json.MAPPER.createObjectNode().put("name", name);
        example.set("headers", Json.MAPPER.valueToTree(new TreeMap<>(headers)));
        example.put("value", value);
        example.set("read", read(example));
        return example;
    }

    /** What today's reader makes of an example. */
    static JsonNode read(JsonNode example) throws MalformedEvent {
        Map<String, String> headers = new TreeMap<>();
        example.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        RequestReader.Asked asked =
                RequestReader.read(headers, example.path("value").asText().getBytes(StandardCharsets.UTF_8));
        return Json.MAPPER.valueToTree(asked);
    }

    private static String structured(String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"4711\",\"source\":\"/ci/shop\",\"type\":\"%s\",\"data\":%s}"
                .formatted(type, data);
    }

    private static Map<String, String> binary(String type) {
        return Map.of(
                "content-type",
                "application/json",
                "ce_specversion",
                "1.0",
                "ce_id",
                "4711",
                "ce_source",
                "/ci/shop",
                "ce_type",
                type);
    }
}
