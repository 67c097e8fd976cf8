package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.lifecycle.FactType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/asyncapi.yaml and docs/events.md say what the code does. Run with {@code -Dslipway.docs.write=true} to write both. */
class ContractDocsTest {
    private static final Path DOCS = WrittenFiles.module().resolve("../docs");
    private static final Path ASYNC_API = DOCS.resolve("asyncapi.yaml");
    private static final Path PAGE = DOCS.resolve("events.md");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final String HEAD = "# Written by ContractDocsTest from the code; do not edit.\n";

    private static boolean writes() {
        return Boolean.getBoolean("slipway.docs.write");
    }

    @Test
    void theAsyncApiDocumentIsWhatTheTypesSay() throws IOException {
        String wanted = HEAD + YAML.writeValueAsString(AsyncApi.document());
        if (writes()) {
            Files.writeString(ASYNC_API, wanted);
        }

        assertThat(Files.readString(ASYNC_API))
                .as(
                        "%s: if the change is meant, write it anew with 'mvn -pl lifecycle-events -am test -Dslipway.docs.write=true'",
                        ASYNC_API)
                .isEqualTo(wanted);
        assertThat(YAML.readTree(Files.readString(ASYNC_API))).isEqualTo(plain(AsyncApi.document()));
    }

    /** Numbers as a reader has them. */
    private static JsonNode plain(JsonNode document) throws IOException {
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(document));
    }

    @Test
    void everyTopicAndEveryTypeIsInTheDocument() throws IOException {
        JsonNode document = YAML.readTree(Files.readString(ASYNC_API));

        assertThat(document.path("channels").findValuesAsText("address"))
                .containsExactlyInAnyOrder(Topics.REQUESTS, Topics.LIFECYCLE, Topics.DEAD_LETTER, Topics.CHECKPOINTS);
        List<String> told = new ArrayList<>();
        document.at("/channels/lifecycle/messages")
                .forEach(message ->
                        told.add(resolved(document, message).path("name").asText()));
        assertThat(told)
                .containsExactlyElementsOf(
                        Arrays.stream(FactType.values()).map(FactType::wireName).toList());
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        JsonNode document = YAML.readTree(Files.readString(ASYNC_API));

        List<String> references = document.findValuesAsText("$ref");

        assertThat(references)
                .hasSizeGreaterThan(100)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
    }

    private static JsonNode resolved(JsonNode document, JsonNode reference) {
        return document.at(reference.path("$ref").asText().substring(1));
    }

    /** The document says it in parts; together they are as strict as the published schema. */
    @ParameterizedTest
    @EnumSource
    void payloadsInTheDocumentAreAsStrictAsThePublishedSchemas(FactType type) throws IOException {
        JsonNode document = YAML.readTree(Files.readString(ASYNC_API));
        ObjectNode schema = (ObjectNode) document.at(
                "/components/messages/%s/payload".formatted(Facts.classOf(type).getSimpleName()));
        schema.set("components", document.path("components"));
        JsonNode golden = GoldenTest.golden(type);
        Judge judge = new Judge(Map.of());

        assertThat(judge.complaints(schema, golden)).isEmpty();
        for (String place : places("", golden)) {
            for (JsonNode changed :
                    List.of(without(golden, place), with(golden, place, "\u0001"), with(golden, place, "{}"))) {
                assertThat(judge.complaints(schema, changed).isEmpty())
                        .as("%s of %s", place, changed)
                        .isEqualTo(
                                Judge.published(GoldenTest.file(type), changed).isEmpty());
            }
        }
    }

    private static List<String> places(String path, JsonNode node) {
        List<String> places = new ArrayList<>();
        for (var member : node.properties()) {
            String place = path + "/" + member.getKey();
            places.add(place);
            places.addAll(places(place, member.getValue()));
        }
        return places;
    }

    private static JsonNode without(JsonNode event, String place) {
        JsonNode copy = event.deepCopy();
        parent(copy, place).remove(place.substring(place.lastIndexOf('/') + 1));
        return copy;
    }

    private static JsonNode with(JsonNode event, String place, String text) {
        JsonNode copy = event.deepCopy();
        parent(copy, place)
                .set(
                        place.substring(place.lastIndexOf('/') + 1),
                        text.equals("{}")
                                ? Json.MAPPER.createObjectNode()
                                : Json.MAPPER.getNodeFactory().textNode(text));
        return copy;
    }

    private static ObjectNode parent(JsonNode event, String place) {
        return (ObjectNode) event.at(place.substring(0, place.lastIndexOf('/')));
    }

    @Test
    void requestsInTheDocumentAreThoseThatAreRead() throws Exception {
        JsonNode document = YAML.readTree(Files.readString(ASYNC_API));
        ArrayNode examples = RequestExamples.all();

        assertThat(examples).allSatisfy(example -> {
            boolean binary = example.path("headers").has("ce_type");
            String what = example.path("value").asText().contains("repository") ? "BuildRequest" : "BuildCancellation";
            JsonNode message =
                    document.at("/components/messages/%s%s".formatted(binary ? "Binary" : "Structured", what));
            ObjectNode payload = (ObjectNode) message.path("payload");
            payload.set("components", document.path("components"));

            assertThat(new Judge(Map.of())
                            .complaints(
                                    payload,
                                    Json.MAPPER.readTree(example.path("value").asText())))
                    .as(example.path("name").asText())
                    .isEmpty();
            if (binary) {
                assertThat(new Judge(Map.of()).complaints(message.path("headers"), example.path("headers")))
                        .isEmpty();
            }
        });
    }

    @Test
    void thePageListsEveryType() throws IOException {
        holds("types", EventsPage.types());
    }

    @Test
    void thePageShowsAnEventAsItIs() throws IOException {
        holds("example", EventsPage.example());
    }

    private static void holds(String part, String wanted) throws IOException {
        String begin = "<!-- %s: written from the code, compared by a test -->\n".formatted(part);
        String page = Files.readString(PAGE);
        assertThat(page).contains(begin);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- end of %s -->".formatted(part));
        assertThat(to).as("where the part '%s' ends", part).isGreaterThanOrEqualTo(from);
        if (writes()) {
            Files.writeString(PAGE, page.substring(0, from) + wanted + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to)).isEqualTo(wanted);
    }

    /** What the page says in figures. */
    @Test
    void thePageNamesTopicsAndLimitsThatThereAre() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Pattern.compile("`(slipway\\.(?!yaml)[a-z-]+)`")
                        .matcher(page)
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(Topics.REQUESTS, Topics.LIFECYCLE, Topics.DEAD_LETTER, Topics.CHECKPOINTS));
        assertThat(page)
                .contains("%d KiB".formatted(EventFormat.MAX_BYTES / 1024))
                .contains("%d KiB".formatted(RequestReader.MAX_BYTES / 1024));
    }

    @Test
    void thePageSpeaksOfTypesThatThereAre() throws IOException {
        Set<String> known =
                Arrays.stream(FactType.values()).map(FactType::wireName).collect(Collectors.toSet());

        assertThat(Pattern.compile("dev\\.cdevents[a-z0-9.-]+[0-9]")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(MatchResult::group))
                .hasSizeGreaterThan(40)
                .allMatch(known::contains);
    }
}
