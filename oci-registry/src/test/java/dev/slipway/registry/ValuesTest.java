package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @Test
    void digestIsTheSha256OfTheContent() {
        // the SHA-256 test vector for "abc"
        assertThat(OciDigest.of("abc".getBytes(StandardCharsets.UTF_8)).value())
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "sha256:abc",
                "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
            })
    void refusesWhatIsNoDigest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OciDigest(text))
                .withMessageContaining("sha256:<64 hex>");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5000/shop/api, 127.0.0.1:5000, shop/api",
        "localhost/api, localhost, api",
        "Registry.Example.com/team/shop-api, registry.example.com, team/shop-api",
        "[::1]:5000/a__b/c--d, [::1]:5000, a__b/c--d",
        "docker.io/library/busybox, docker.io, library/busybox"
    })
    void readsHostAndPath(String name, String host, String path) {
        var repository = Repository.parse(name);

        assertThat(repository).isEqualTo(new Repository(host, path));
        assertThat(repository).hasToString(host + "/" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "busybox",
                "shop/api",
                "127.0.0.1:5000",
                "127.0.0.1:5000/",
                "127.0.0.1:5000/shop/api:latest",
                "127.0.0.1:5000/shop//api",
                "127.0.0.1:5000/../api",
                "127.0.0.1:5000/Shop",
                "user@host.example/api",
                "host.example:port/api",
                "https://host.example/api"
            })
    void refusesWhatIsNoRepository(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Repository.parse(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "-x", "a b", "a/b", "a:b", "ä"})
    void refusesWhatIsNoTag(String tag) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tags.checked(tag));
    }

    @Test
    void loginPrintsWithoutItsPassword() {
        assertThat(new Login("ci", "hunter2").toString()).contains("ci").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5000, true",
        "127.8.8.8, true",
        "localhost:5000, true",
        "[::1]:5000, true",
        "registry:5000, true",
        "registry, false",
        "127.0.0.1.example.com, false",
        "localhost.example.com, false",
        "10.0.0.1:5000, false"
    })
    void speaksPlainHttpOnlyWhereAllowed(String host, boolean allowed) {
        var plainHttp = new PlainHttp(Set.of("registry:5000"), true);

        assertThat(plainHttp.allowed(host)).isEqualTo(allowed);
        assertThat(plainHttp.base(host).getScheme()).isEqualTo(allowed ? "http" : "https");
    }

    @Test
    void reachesARegistryWhereItIsAndNotWhereImagesSay() {
        var plainHttp = new PlainHttp(Set.of("127.0.0.1:5000=registry:5000"), false);

        assertThat(plainHttp.base("127.0.0.1:5000")).hasToString("http://registry:5000/v2/");
        assertThat(plainHttp.allowed("registry:5000")).isTrue();
        assertThat(plainHttp.base("127.0.0.1:50001").getScheme()).isEqualTo("https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=", "=b", "a=b=c", "http://registry:5000", "registry 5000"})
    void refusesAPlainHttpHostThatWouldNeverMatch(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlainHttp(Set.of(entry), false))
                .withMessageContaining("name=host:port");
    }

    @Test
    void speaksTlsOnLoopbackUnlessToldOtherwise() {
        assertThat(new PlainHttp(Set.of(), false).allowed("127.0.0.1:5000")).isFalse();
    }
}
