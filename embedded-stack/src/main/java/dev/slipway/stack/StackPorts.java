package dev.slipway.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The ports of a stack's parts, kept with its data: what was recorded with an address in it, such as an image, is found
 * there again when the stack is started another time.
 */
record StackPorts(int postgres, int broker, int controller, int registry, int git) {
    private static final List<String> NAMES = List.of("postgres", "broker", "controller", "registry", "git");

    /** The ports of the stack in this folder, chosen now if it is new. */
    static StackPorts of(Path data) throws IOException {
        Path file = data.resolve("ports.properties");
        Properties kept = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                kept.load(in);
            }
        } else {
            List<Integer> free = Ports.free(NAMES.size());
            for (int i = 0; i < NAMES.size(); i++) {
                kept.setProperty(NAMES.get(i), Integer.toString(free.get(i)));
            }
            Files.createDirectories(data);
            try (Writer out = Files.newBufferedWriter(file)) {
                kept.store(out, "Ports of this stack on 127.0.0.1; images are recorded with the registry's.");
            }
        }
        return new StackPorts(
                port(file, kept, "postgres"),
                port(file, kept, "broker"),
                port(file, kept, "controller"),
                port(file, kept, "registry"),
                port(file, kept, "git"));
    }

    private static int port(Path file, Properties kept, String name) throws IOException {
        String text = kept.getProperty(name, "");
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65535) {
            throw new IOException("%s: %s is '%s' (wanted a port, such as 5432)".formatted(file, name, text));
        }
        int port = Integer.parseInt(text);
        if (!Ports.isFree(port)) {
            throw new IOException(
                    "port %d on 127.0.0.1, which %s of this stack has according to %s, is in use: end what listens there (see 'ss -ltnp'), or change it in the file%s"
                            .formatted(
                                    port,
                                    name,
                                    file,
                                    name.equals("registry")
                                            ? "; images that were recorded with it are then not found"
                                            : ""));
        }
        return port;
    }
}
