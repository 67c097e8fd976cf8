package dev.slipway.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What {@code --report} writes. */
final class Report {
    private Report() {}

    static void write(Path file, List<Outcome> samples) throws IOException {
        JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValue(file.toFile(), Map.of("samples", samples));
    }
}
