package dev.slipway.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words that start a program of ours in a JVM of its own. */
final class Java {
    private Java() {}

    static List<String> main(Class<?> program, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        words.addAll(List.of(arguments));
        return words;
    }
}
