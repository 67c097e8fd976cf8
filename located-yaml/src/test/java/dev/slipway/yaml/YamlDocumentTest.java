package dev.slipway.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {
    @Test
    void readsWhatItIsAskedFor() throws BrokenYaml {
        var map = parse("""
                name: shop
                port: 8080
                auto: true
                words: [no, 1.0, 2026-01-01]
                inner: {a: x, b: "<<"}
                list:
                  - {n: 1}
                  - {n: 2}
                """);

        assertThat(map.text("name", "a name")).isEqualTo("shop");
        assertThat(map.integer("port", 1, 1, 65535)).isEqualTo(8080);
        assertThat(map.bool("auto", false)).isTrue();
        assertThat(map.texts("words", "words")).containsExactly("no", "1.0", "2026-01-01");
        assertThat(map.map("inner").texts("a text")).isEqualTo(Map.of("a", "x", "b", "<<"));
        assertThat(map.maps("list"))
                .extracting(one -> one.integer("n", 0, 0, 9))
                .containsExactly(1, 2);
    }

    @Test
    void takesAnEmptyValueForAMissingOne() throws BrokenYaml {
        var map = parse("a:\nb: null\nc: ~\n");

        assertThat(map.optionalText("a", "")).isEmpty();
        assertThat(map.map("b").keys()).isEmpty();
        assertThat(map.texts("c", "")).isEmpty();
        assertThat(map.bool("d", true)).isTrue();
    }

    @Test
    void skipsAByteOrderMark() throws BrokenYaml {
        assertThat(parse("\uFEFFa: b").text("a", "")).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\na: 2 | f.yaml:2: a: found the key again, wanted it once (it is in line 1)",
                "x:\\n  unread:\\n    - a: 1\\n      a: 2 | f.yaml:4: x.unread[0].a: found the key again, wanted it once (it is in line 3)",
                "a: &x [1]\\nb: *x | f.yaml:1: b: found an alias of what is anchored here, wanted no aliases: each value written where it belongs",
                "a: &x\\n  b: *x | f.yaml:1: a.b: found an alias of what is anchored here, wanted no aliases: each value written where it belongs",
                "a:\\n  <<: {b: c} | f.yaml:2: a: found the key '<<', which merges, wanted the keys themselves",
                "a: !!binary aGk= | f.yaml:1: a: found the tag 'tag:yaml.org,2002:binary', wanted a value without a tag",
                "a: !java.net.URL [x] | f.yaml:1: a: found the tag '!java.net.URL', wanted a value without a tag",
                "? [a]\\n: b | f.yaml:1: found a list as a key, wanted a word",
                "[a] | f.yaml:1: found a list, wanted keys with values",
                "a: b\\n---\\nc: d | f.yaml:3: found a second document, wanted one",
                "a: [b | f.yaml:1: found no YAML: expected ',' or ']', but got <stream end>, wanted a YAML document",
            })
    void saysWhereItIsBroken(String text, String message) {
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> parse(text.replace("\\n", "\n")))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: \"\\UFFFFFFFF\"",
                "a: \"\\uD800\"x",
                "a: \u0000",
                "a: \"\\U00110000\"",
                "%YAML 9.9\n---\na: b",
                "\t- x",
                "*a",
                "&",
                "a: 'x",
                ""
            })
    void answersNonsenseWithItsOwnFailure(String text) {
        assertThatExceptionOfType(BrokenYaml.class).isThrownBy(() -> parse(text));
    }

    @Test
    void refusesADocumentOfAliasesThatWouldFillTheMemory() {
        var text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 24; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> parse(text.toString()))
                .withMessageContaining("alias");
    }

    @Test
    void refusesWhatIsTooLongTooDeepOrNoText() {
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> parse("a: " + "x".repeat(YamlDocument.MAX_BYTES)))
                .withMessageContaining("wanted at most 262144");
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> parse("a: " + "[".repeat(100) + "]".repeat(100)))
                .withMessageContaining("no YAML");
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> YamlDocument.parse("f.yaml", new byte[] {'a', ':', ' ', (byte) 0xff}))
                .withMessage("f.yaml:1: found bytes that are not UTF-8, wanted a text in UTF-8");
    }

    @Test
    void namesKeyLineAndWishOfAValueOfTheWrongKind() throws BrokenYaml {
        var map = parse("""
                top:
                  list: {a: b}
                  number: 70000
                  word: [x]
                  flag: yes
                  form: UPPER
                  maps: [x]
                """).map("top");

        assertThatBroken(
                () -> map.texts("list", "a list of words"),
                "f.yaml:2: top.list: found keys with values, wanted a list of words");
        assertThatBroken(
                () -> map.integer("number", 0, 1, 65535),
                "f.yaml:3: top.number: found '70000', wanted a whole number from 1 to 65535");
        assertThatBroken(() -> map.text("word", "a word"), "f.yaml:4: top.word: found a list, wanted a word");
        assertThatBroken(() -> map.bool("flag", true), "f.yaml:5: top.flag: found 'yes', wanted true or false");
        assertThatBroken(
                () -> map.optionalText("form", Pattern.compile("[a-z]+"), "small letters"),
                "f.yaml:6: top.form: found 'UPPER', wanted small letters");
        assertThatBroken(() -> map.maps("maps"), "f.yaml:7: top.maps[0]: found 'x', wanted keys with values");
        assertThatBroken(() -> map.text("missing", "a word"), "f.yaml:2: top.missing: found nothing, wanted a word");
        assertThatBroken(
                () -> map.only("list", "number"),
                "f.yaml:4: top.word: found an unknown key, wanted one of list, number");
    }

    private static void assertThatBroken(ThrowingCallable call, String message) {
        assertThatExceptionOfType(BrokenYaml.class).isThrownBy(call).withMessage(message);
    }

    private static YamlMap parse(String text) throws BrokenYaml {
        return YamlDocument.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    }
}
