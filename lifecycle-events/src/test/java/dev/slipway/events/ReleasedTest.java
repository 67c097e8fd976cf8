package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody who was built for a release is broken by what came after it. Run with {@code -Dslipway.release.freeze=1.1} to keep
 * what is published now as a release.
 */
class ReleasedTest {
    private static final Set<String> REQUESTS = Set.of(SchemaFiles.BUILD_REQUEST, SchemaFiles.BUILD_CANCELLATION);
    private static final String ADVICE =
            "docs/events.md says what may change within a version of a type; for what may not, make a new type beside the old one";

    @BeforeAll
    static void freezes() throws IOException {
        String version = System.getProperty("slipway.release.freeze");
        if (version != null) {
            new Released(version).freeze();
        }
    }

    static Stream<Arguments> schemas() {
        return Released.all().stream()
                .flatMap(release -> release.schemas().stream().map(file -> Arguments.of(release, file)));
    }

    static Stream<Arguments> events() {
        return Released.all().stream()
                .flatMap(release -> release.events().stream().map(file -> Arguments.of(release, file)));
    }

    static Stream<Arguments> requests() {
        return Released.all().stream()
                .flatMap(release -> release.requests()
                        .valueStream()
                        .map(example ->
                                Arguments.of(release, example.path("name").asText(), example)));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void isCompatibleWithEveryReleasedSchema(Released release, String file) {
        assertThat(SchemaFiles.all())
                .as("a schema of release %s is not written any more: %s", release.version(), ADVICE)
                .containsKey(file);
        assertThat(breaks(file, release.schema(file), SchemaFiles.of(file)))
                .as(ADVICE)
                .isEmpty();
    }

    static List<String> breaks(String file, JsonNode released, JsonNode now) {
        return REQUESTS.contains(file)
                ? Compatibility.ofRequests(released, now)
                : Compatibility.ofEvents(released, now);
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsEveryReleasedEventWithAllThatItSays(Released release, String file) throws Exception {
        JsonNode event = release.event(file);
        JsonNode ledger = event.at("/data/customData/ledger");

        ReadEntry read = EventFormat.readEntry(Json.MAPPER.writeValueAsBytes(event));

        assertThat(read.event().id()).hasToString(event.path("id").asText());
        assertThat(read.event().at()).hasToString(event.path("time").asText());
        assertThat(read.event().chain())
                .hasToString(event.at("/data/context/chainId").asText());
        assertThat(read.event().subject().key())
                .isEqualTo(ledger.path("subject").asText());
        assertThat(read.event().seq()).isEqualTo(ledger.path("seq").asLong());
        assertThat(read.event().actor()).isEqualTo(ledger.path("actor").asText());
        assertThat(read.previousHash()).isEqualTo(ledger.path("previousHash").asText());
        assertThat(Json.MAPPER.<JsonNode>valueToTree(read.move())).isEqualTo(moved(ledger));
        assertThat(lost(
                        "fact",
                        event.at("/data/customData/fact"),
                        written(read.event().fact())))
                .isEmpty();
    }

    /** As it would be written now. */
    private static JsonNode written(Object value) throws IOException {
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(value));
    }

    private static JsonNode moved(JsonNode ledger) {
        return ledger.has("move") ? ledger.path("move") : Json.MAPPER.nullNode();
    }

    /** A consumer that validates with today's schemas replays the topic from its beginning. */
    @ParameterizedTest
    @MethodSource("events")
    void releasedEventsSatisfyTheirSchemaOfThenAndOfToday(Released release, String file) {
        JsonNode event = release.event(file);

        assertThat(new Judge(Map.of()).complaints(release.schema(file), event)).isEmpty();
        assertThat(Judge.published(file, event)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsEveryReleasedRequestAsItWasRead(Released release, String name, JsonNode example) throws Exception {
        assertThat(lost(name, example.path("read"), RequestExamples.read(example)))
                .as("release %s", release.version())
                .isEmpty();
    }

    /** Members may be added; none is left out or says something else. */
    static List<String> lost(String path, JsonNode then, JsonNode now) {
        if (!then.isObject()) {
            return then.equals(now) ? List.of() : List.of("%s was %s and is %s".formatted(path, then, now));
        }
        List<String> lost = new ArrayList<>();
        then.properties()
                .forEach(member ->
                        lost.addAll(lost(path + "." + member.getKey(), member.getValue(), now.path(member.getKey()))));
        return lost;
    }

    @Test
    void thereIsAReleaseAndItIsWhole() {
        assertThat(Released.all()).isNotEmpty().allSatisfy(release -> {
            List<String> ofEvents = new ArrayList<>(release.schemas());
            ofEvents.removeAll(REQUESTS);
            assertThat(ofEvents).hasSizeGreaterThan(40).isEqualTo(release.events());
            assertThat(release.schemas()).containsAll(REQUESTS);
            assertThat(release.requests()).hasSizeGreaterThan(5);
        });
    }

    @Test
    void requestsThatArePromisedAreThoseThatAreTested() throws Exception {
        WrittenFiles.REQUESTS.holds(RequestExamples.FILE, RequestExamples.all());
    }
}
