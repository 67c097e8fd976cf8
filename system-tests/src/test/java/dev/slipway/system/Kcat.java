package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a stranger has to talk to Slipway's topics: knows nothing of ours. */
final class Kcat {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> QUIETLY = List.of("-q", "-X", "log_level=0");

    private final String broker;

    Kcat(String broker) {
        this.broker = broker;
    }

    /** One record as read back. */
    record Line(String key, JsonNode value) {}

    void put(String topic, String value) throws IOException, InterruptedException {
        run(value, "-P", "-t", topic);
    }

    /** Every event on a topic so far. */
    List<Line> all(String topic) throws IOException, InterruptedException {
        List<Line> lines = new ArrayList<>();
        for (String line : read(topic, "%k\t%s\n")) {
            int tab = line.indexOf('\t');
            lines.add(new Line(line.substring(0, tab), JSON.readTree(line.substring(tab + 1))));
        }
        return lines;
    }

    /** Every record on a topic so far, whatever it holds, with its headers. */
    List<String> raw(String topic) throws IOException, InterruptedException {
        return read(topic, "%h\t%s\n");
    }

    private List<String> read(String topic, String format) throws IOException, InterruptedException {
        return run("", "-C", "-t", topic, "-o", "beginning", "-e", "-f", format)
                .lines()
                .toList();
    }

    private String run(String input, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("kcat", "-b", broker));
        words.addAll(QUIETLY);
        words.addAll(List.of(arguments));
        Process kcat = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = kcat.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(kcat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kcat.waitFor()).as("kcat %s".formatted(words)).isZero();
        return output;
    }
}
