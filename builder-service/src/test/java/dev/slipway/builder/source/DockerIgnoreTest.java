package dev.slipway.builder.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The meaning that the engine's own documentation gives to ignore files. */
class DockerIgnoreTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "*.md,                README.md,       true",
        "*.md,                docs/README.md,  false",
        "**/*.md,             README.md,       true",
        "**/*.md,             a/b/README.md,   true",
        "*/temp*,             a/temporary.txt, true",
        "*/temp*,             a/b/temp.txt,    false",
        "*/*/temp*,           a/b/temp.txt,    true",
        "temp?,               tempa,           true",
        "temp?,               temp,            false",
        "docs,                docs/a/b.txt,    true",
        "/docs/,              docs/a.txt,      true",
        "./docs,              docs/a.txt,      true",
        "docs,                other/docs,      false",
        "a/../docs,           docs/a.txt,      true",
        "*|!keep.txt,         keep.txt,        false",
        "*|!keep.txt,         other.txt,       true",
        "!keep.txt|*,         keep.txt,        true",
        "docs|!docs/keep.md,  docs/keep.md,    false",
        "docs|!docs/keep.md,  docs/other.md,   true",
        "*.md|!README*.md|README-secret.md, README-secret.md, true",
        "*.md|!README*.md|README-secret.md, README-open.md,   false",
        "#docs,               docs,            false",
        "'  docs  ',          docs,            true",
        "[a-c].txt,           b.txt,           true",
        "[a-c].txt,           d.txt,           false",
        "[^a-c].txt,          d.txt,           true",
        "a\\*.txt,            a*.txt,          true",
        "a\\*.txt,            ab.txt,          false",
        "**,                  a/b,             true",
        "a/**/z,              a/z,             true",
        "a/**/z,              a/b/c/z,         true",
        "a.b,                 aXb,             false",
        "*,                   Dockerfile,      false",
        "*,                   .dockerignore,   false",
    })
    void leavesOutWhatTheEnginesClientWould(String patterns, String path, boolean excluded) {
        DockerIgnore ignore = DockerIgnore.parse(patterns.replace('|', '\n'), "Dockerfile");

        assertThat(ignore.excludes(path)).isEqualTo(excluded);
    }
}
