package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireFormsTest {
    private static byte[] frames() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {1, 0, 0, 0, 0, 0, 0, 3});
        bytes.write("out".getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {2, 0, 0, 0, 0, 0, 0, 4});
        bytes.write("err\n".getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Test
    void framesAreJoined() throws IOException {
        var kept = new KeptOutput(100);

        Frames.read(new ByteArrayInputStream(frames()), kept);

        assertThat(kept.text()).isEqualTo("outerr\n");
        assertThat(kept.truncated()).isFalse();
    }

    @Test
    void outputStopsGrowingAtItsLimit() throws IOException {
        var kept = new KeptOutput(5);

        Frames.read(new ByteArrayInputStream(frames()), kept);

        assertThat(kept.text()).isEqualTo("outer");
        assertThat(kept.truncated()).isTrue();
    }

    @Test
    void aFrameCutOffIsNoEnd() throws IOException {
        var whole = frames();
        for (var length : new int[] {5, 9, 14, whole.length - 1}) {
            var cut = new ByteArrayInputStream(whole, 0, length);
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Frames.read(cut, new KeptOutput(100)));
        }
    }

    @Test
    void linesSurviveAnyCut() {
        var text = "eins\r\nzwei ä\n\nrest".getBytes(StandardCharsets.UTF_8);
        for (var cut = 0; cut <= text.length; cut++) {
            var lines = new ArrayList<String>();
            var splitter = new LineSplitter(lines::add);

            splitter.accept(ByteBuffer.wrap(text, 0, cut));
            splitter.accept(ByteBuffer.wrap(text, cut, text.length - cut));
            splitter.finish();

            assertThat(lines).containsExactly("eins", "zwei ä", "", "rest");
        }
    }

    @Test
    void aLineWithoutEndIsCut() {
        var lines = new ArrayList<String>();
        var splitter = new LineSplitter(lines::add);

        splitter.accept("x".repeat(20_000));
        splitter.finish();

        assertThat(lines).extracting(String::length).containsExactly(16_384, 3_616);
    }

    @Test
    void buildPathCarriesEverythingEscaped() {
        var spec = BuildSpec.tagged("t:1")
                .withDockerfile("deploy/Docker file")
                .withTarget("run")
                .withNetworkMode("none")
                .withArgs(Map.of("A", "x&y=\"z\""));

        assertThat(Builds.path(spec, BuilderKind.BUILDKIT, null))
                .isEqualTo("/build?version=2&t=t%3A1&dockerfile=deploy%2FDocker+file&target=run"
                        + "&buildargs=%7B%22A%22%3A%22x%26y%3D%5C%22z%5C%22%22%7D&networkmode=none&rm=1&forcerm=1");
        assertThat(Builds.path(BuildSpec.tagged("t:1"), BuilderKind.CLASSIC, null))
                .isEqualTo("/build?version=1&t=t%3A1&dockerfile=Dockerfile&rm=1&forcerm=1");
    }

    @Test
    void speaksTheOlderOfTheTwoVersions() {
        assertThat(ApiVersion.parse("1.41").negotiated()).hasToString("1.41");
        assertThat(ApiVersion.parse("1.44").negotiated()).hasToString("1.44");
        assertThat(ApiVersion.parse("1.52").negotiated()).hasToString("1.44");
        assertThat(ApiVersion.parse("2.0").negotiated()).hasToString("1.44");
        assertThatIllegalArgumentException().isThrownBy(() -> ApiVersion.parse("v1"));
    }

    @Test
    void prefersWhatTheEngineAdvisesAndBuildkitWhereItHasIt() {
        assertThat(new EngineInfo("1.44", "2", "29").preferredBuilder()).isEqualTo(BuilderKind.BUILDKIT);
        assertThat(new EngineInfo("1.44", "1", "29").preferredBuilder()).isEqualTo(BuilderKind.CLASSIC);
        assertThat(new EngineInfo("1.41", null, "20.10").preferredBuilder()).isEqualTo(BuilderKind.BUILDKIT);
        assertThat(new EngineInfo("1.38", null, "18.06").preferredBuilder()).isEqualTo(BuilderKind.CLASSIC);
    }

    @Test
    void findsTheEnginesWords() {
        assertThat(EngineErrors.message("Status 404: {\"message\":\"No such image\"}\n"))
                .isEqualTo("No such image");
        assertThat(EngineErrors.message("{\"message\":\"No such image\"}")).isEqualTo("No such image");
        assertThat(EngineErrors.message("<html>proxy</html>")).isEqualTo("<html>proxy</html>");
        assertThat(EngineErrors.message(null)).isEqualTo("(no reason given)");
    }

    @Test
    void refusesConfigurationThatCannotWork(@TempDir Path empty) {
        var config = EngineConfig.at(URI.create("unix:///run/engine.sock"));

        assertThatIllegalArgumentException().isThrownBy(() -> EngineConfig.at(URI.create("http://localhost")));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withMaxConnections(1));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withCallTimeout(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withTls(empty))
                .withMessageContaining("ca.pem");
    }

    @Test
    void credentialsDoNotShow() {
        assertThat(new RegistryCredentials("ci", "s3cret").toString()).doesNotContain("s3cret");
    }
}
