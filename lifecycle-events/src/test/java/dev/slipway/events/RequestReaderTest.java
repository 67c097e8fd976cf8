package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.FactType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final String TYPE = FactType.BUILD_REQUESTED.wireName();
    private static final String COMMIT = "9f".repeat(20);
    private static final String DATA =
            "{\"repository\":\"https://git.example/shop.git\",\"commit\":\"%s\",\"ref\":\"refs/heads/main\"}"
                    .formatted(COMMIT);
    private static final BuildRequest REQUEST = new BuildRequest(
            "https://git.example/shop.git", new CommitId(COMMIT), "refs/heads/main", ".", false, false);
    private static final Map<String, String> BINARY =
            Map.of("ce_specversion", "1.0", "ce_id", "4711", "ce_source", "/ci/shop", "ce_type", TYPE);
    private static final Map<String, String> STRUCTURED = Map.of("content-type", EventFormat.CONTENT_TYPE);

    @Test
    void readsStructuredModeWithAndWithoutTheHeader() throws Exception {
        RequestReader.Received bare = read(Map.of(), structured(DATA));

        assertThat(bare.source()).isEqualTo("/ci/shop");
        assertThat(bare.id()).isEqualTo("4711");
        assertThat(bare.request()).isEqualTo(REQUEST);
        assertThat(read(STRUCTURED, structured(DATA))).isEqualTo(bare);
    }

    @Test
    void readsBinaryModeAsTheSameRequest() throws Exception {
        assertThat(read(BINARY, DATA)).isEqualTo(read(Map.of(), structured(DATA)));
    }

    @Test
    void aStructuredEventMayRepeatItsAttributesAsHeaders() throws Exception {
        Map<String, String> both = new HashMap<>(BINARY);
        both.put("content-type", "Application/CloudEvents+JSON");

        assertThat(read(both, structured(DATA))).isEqualTo(read(Map.of(), structured(DATA)));
    }

    @Test
    void readsARequestInTheCustomDataOfACdEvent() throws Exception {
        String cdEvent =
                "{\"context\":{\"specversion\":\"0.5.1\"},\"subject\":{\"id\":\"x\",\"content\":{}},\"customData\":%s}"
                        .formatted(DATA);

        assertThat(read(Map.of(), structured(cdEvent))).isEqualTo(read(Map.of(), structured(DATA)));
        assertThat(read(BINARY, cdEvent)).isEqualTo(read(BINARY, DATA));
    }

    @Test
    void theOrderOfMembersAndSpacesDoNotMakeItAnotherRequest() throws Exception {
        String reordered =
                "{ \"ref\" : \"refs/heads/main\",\n\"commit\":\"%s\", \"repository\":\"https:\\/\\/git.example/shop.git\"}"
                        .formatted(COMMIT);
        String nested = DATA.replace("}", ",\"x\":[{\"b\":1,\"a\":null}]}");
        String nestedReordered = DATA.replace("{", "{\"x\":[{\"a\":null,\"b\":1}],");

        assertThat(sha256(reordered)).isEqualTo(sha256(DATA));
        assertThat(sha256(nestedReordered)).isEqualTo(sha256(nested)).isNotEqualTo(sha256(DATA));
        assertThat(sha256(DATA.replace("main", "next"))).isNotEqualTo(sha256(DATA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_source", "ce_type"})
    void namesTheHeaderThatBinaryModeLacks(String name) {
        Map<String, String> headers = new HashMap<>(BINARY);
        headers.remove(name);

        assertThatThrownBy(() -> read(headers, DATA))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("without the header '" + name + "'")
                .hasMessageContaining("ce_specversion")
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | not JSON | expected one JSON object",
                "[] | found an array | expected a JSON object",
                "{} | 'source' is missing | expected a string",
                "{\"source\":\"a\"} | 'id' is missing | expected a string",
                "{\"source\":\"a\",\"id\":5} | 'id' is a number | expected a string",
                "{\"source\":\"a\",\"id\":\"b\"} | 'type' is missing | expected a string",
                "{\"source\":\"a\",\"id\":\"b\",\"type\":\"c\"} | type is 'c' | build.requested",
                "{\"source\":\"a\",\"source\":\"b\"} | Duplicate field 'source' | expected one JSON object",
                "{\"source\":\"a\\u0000\",\"id\":\"b\"} | 'source' is 'a | no control characters",
                "{\"source\":\"a\",\"id\":\"b\\ud800\"} | 'id' is 'b | no control characters",
            })
    void saysWhatIsWrongWithTheEnvelope(String text, String found, String wanted) {
        assertThatThrownBy(() -> read(Map.of(), text))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining(found)
                .hasMessageContaining(wanted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | is null | expected an object",
                "\"text\" | is 'text' | expected an object",
                "{} | 'repository' is missing | expected a string",
                "{\"context\":{},\"customData\":\"e30=\"} | is 'e30=' | expected an object",
                "{\"context\":{},\"customData\":{}} | 'repository' is missing | expected a string",
            })
    void saysWhatIsWrongWithTheData(String data, String found, String wanted) {
        assertThatThrownBy(() -> read(Map.of(), structured(data)))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining(found)
                .hasMessageContaining(wanted);
    }

    @Test
    void dataThatIsNotThereIsMissing() {
        assertThatThrownBy(() -> read(Map.of(), structured(DATA).replace("\"data\"", "\"date\"")))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("is missing (expected an object");
    }

    @Test
    void anEmptyRecordAndATooLargeOneAreRefusedUnread() throws Exception {
        assertThatThrownBy(() -> RequestReader.read(Map.of(), null))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("empty record")
                .hasMessageContaining(TYPE);
        String full = structured(DATA)
                + " ".repeat(RequestReader.MAX_BYTES - structured(DATA).length());

        assertThat(read(Map.of(), full).request()).isEqualTo(REQUEST);
        assertThatThrownBy(() -> read(Map.of(), full + " "))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("262145 bytes")
                .hasMessageContaining("limit of 262144");
    }

    @Test
    void whateverIsReadFitsIntoTheEventOfTheBuild() throws Exception {
        String widest = "𝄞".repeat(255);
        String escaped = "\\\"".repeat(255);
        String data = "{\"repository\":\"https://%s\",\"commit\":\"%s\",\"ref\":\"%s\",\"directory\":\"%s\"}"
                .formatted("\\\"".repeat(2040), COMMIT, widest, escaped);
        String event = structured(data).replace("/ci/shop", widest).replace("4711", widest);

        RequestReader.Received received = read(Map.of(), event);

        Entry example = Examples.of(FactType.BUILD_REQUESTED);
        Entry entry = new Entry(
                example.id(),
                example.subject(),
                example.seq(),
                example.writer(),
                received.source(),
                example.step(),
                new Fact.BuildRequested(received.request(), received.source(), received.id()),
                example.chain(),
                example.causes(),
                null,
                example.at(),
                example.previousHash());
        assertThat(EventFormat.read(EventFormat.write(entry)).fact()).isEqualTo(entry.fact());
    }

    @Test
    void readsAnEventFromBeforeRequestsCouldBeUrgent() throws MalformedEvent {
        String now = new String(EventFormat.write(Examples.of(FactType.BUILD_REQUESTED)), StandardCharsets.UTF_8);
        String then = now.replace(",\"urgent\":false", "");

        assertThat(then).isNotEqualTo(now);
        assertThat(EventFormat.read(then.getBytes(StandardCharsets.UTF_8)).fact())
                .isEqualTo(Examples.of(FactType.BUILD_REQUESTED).fact());
    }

    @Test
    void readsThatARequestIsUrgent() throws MalformedEvent {
        String data = "{\"repository\":\"https://git.example/shop.git\",\"commit\":\"%s\",\"urgent\":%s}";

        assertThat(read(Map.of(), structured(data.formatted(COMMIT, "true")))
                        .request()
                        .urgent())
                .isTrue();
        assertThatThrownBy(() -> read(Map.of(), structured(data.formatted(COMMIT, "\"very\""))))
                .hasMessageContaining("'urgent' is")
                .hasMessageContaining("true or false");
    }

    private static String structured(String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"4711\",\"source\":\"/ci/shop\",\"type\":\"%s\",\"data\":%s}"
                .formatted(TYPE, data);
    }

    private static String sha256(String data) throws MalformedEvent {
        return read(Map.of(), structured(data)).payloadSha256();
    }

    private static RequestReader.Received read(Map<String, String> headers, String value) throws MalformedEvent {
        return (RequestReader.Received) RequestReader.read(headers, value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsThatABuildIsToStop() throws MalformedEvent {
        String build = "0193c000-0000-7000-8000-000000000001";

        assertThat(stop("{\"build\": \"" + build + "\", \"reason\": \"wrong branch\"}"))
                .satisfies(asked -> {
                    assertThat(asked.which()).isEqualTo(new RequestReader.ById(BuildId.parse(build)));
                    assertThat(asked.reason()).isEqualTo("wrong branch");
                    assertThat(asked.source()).isEqualTo("/ci");
                });
        assertThat(stop("{\"request\": {\"source\": \"/ci\", \"id\": \"17\"}}").which())
                .isEqualTo(new RequestReader.ByRequest("/ci", "17"));
    }

    @Test
    void refusesToStopWhatIsNotNamedOnce() {
        for (String data : List.of(
                "{}",
                "[]",
                "{\"build\": 7}",
                "{\"build\": \"not-an-id\"}",
                "{\"request\": {\"id\": \"17\"}}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"request\": {\"source\": \"/ci\", \"id\": \"1\"}}")) {
            assertThatThrownBy(() -> stop(data)).as(data).isInstanceOf(MalformedEvent.class);
        }
    }

    private static RequestReader.Cancelling stop(String data) throws MalformedEvent {
        String event = """
                {"specversion": "1.0", "id": "c1", "source": "/ci",
                 "type": "dev.cdeventsx.slipway-build.cancelled.0.1.0", "data": %s}""".formatted(data);
        return (RequestReader.Cancelling) RequestReader.read(Map.of(), event.getBytes(StandardCharsets.UTF_8));
    }
}
