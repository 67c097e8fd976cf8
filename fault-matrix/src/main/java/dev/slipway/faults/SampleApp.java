package dev.slipway.faults;

import dev.slipway.demo.SampleRepository;
import dev.slipway.stack.Cannot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tiny application in a Git repository: each commit is a version of its own. */
final class SampleApp {
    private final SampleRepository repository;
    private final String name;
    private int version;

    SampleApp(Path folder, Path served, String name) {
        this.repository = new SampleRepository(folder.resolve("copy"), served, name);
        this.name = name;
    }

    void create(Path scratch) throws IOException, InterruptedException, Cannot {
        Files.createDirectories(scratch);
        for (String file : new String[] {"Dockerfile", "slipway.yaml", "app.py"}) {
            Files.writeString(scratch.resolve(file), resource(file).replace("app: APP", "app: " + name));
        }
        repository.create(scratch);
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = SampleApp.class.getResourceAsStream("sample/" + file)) {
            if (in == null) {
                throw new IOException("the sample's %s is missing from the jar".formatted(file));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A new commit and its id. */
    synchronized String next(Nature nature) throws IOException, InterruptedException, Cannot {
        version++;
        String code = resource("app.py")
                .replace("VERSION = \"0\"", "VERSION = \"%d\"".formatted(version))
                .replace("NATURE = \"good\"", "NATURE = \"%s\"".formatted(nature.word()));
        Files.writeString(repository.folder().resolve("app.py"), code);
        return repository.publish("Version %d, %s".formatted(version, nature.word()));
    }

    /** What the newest version answers to callers. */
    synchronized String answer() {
        return Integer.toString(version);
    }
}
