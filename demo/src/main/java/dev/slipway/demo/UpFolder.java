package dev.slipway.demo;

import dev.slipway.stack.Cannot;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What a stack for daily use keeps besides its data: the operators' files, made once and then theirs. */
record UpFolder(Path folder, List<String> gitHosts, Map<String, String> serviceSettings) {
    private static final String GIT_HOSTS = "git-hosts";

    /** Makes the files that are missing and reads those that people may have changed. */
    static UpFolder prepare(Path folder, Path project, URI engine) throws IOException, Cannot {
        Files.createDirectories(folder.resolve("apps"));
        Files.createDirectories(folder.resolve("git"));
        writeIfMissing(folder.resolve("environments.yaml"), environments(engine));
        writeIfMissing(folder.resolve("settings.properties"), """
                # Read at each start of './slipway up'.
                # Git hosts that builds may be fetched from, besides this stack's own, as host or host:port, with commas:
                git-hosts=
                # Every other line is a setting of the services, as the environment variable that it is:
                # SLIPWAY_DEPLOYER_BAKE=60s
                """);
        copyAdvisories(project.resolve("examples/advisories"), folder.resolve("advisories"));
        return read(folder);
    }

    private static UpFolder read(Path folder) throws IOException, Cannot {
        Path file = folder.resolve("settings.properties");
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            settings.load(in);
        }
        List<String> hosts = Stream.of(settings.getProperty(GIT_HOSTS, "").split(",", -1))
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .toList();
        Map<String, String> services = new HashMap<>();
        for (String name : settings.stringPropertyNames()) {
            if (!name.equals(GIT_HOSTS)) {
                if (!name.matches("[A-Z][A-Z0-9_]*")) {
                    throw new Cannot(
                            "%s: found '%s', wanted git-hosts or an environment variable such as SLIPWAY_DEPLOYER_BAKE"
                                    .formatted(file, name));
                }
                services.put(name, settings.getProperty(name).strip());
            }
        }
        return new UpFolder(folder, hosts, services);
    }

    private static String environments(URI engine) {
        return """
                # Where artifacts go, in order, and what it takes to enter. Read anew for each decision and deployment;
                # every key is in docs/environments.md and docs/deploying.md. 'drift: repair' starts again what should run,
                # also after a restart of this machine.
                environments:
                  - name: dev
                    auto: true
                    drift: repair
                    target: {docker: {host: "%1$s", listen: "127.0.0.1:18080"}}
                  - name: prod
                    after: [dev]
                    auto: true
                    gates: {approvals: {count: 1, role: release-manager}}
                    strategy: {canary: [25, 100], step: 10s, bake: 30s}
                    drift: repair
                    target: {docker: {host: "%1$s", listen: "127.0.0.1:18090"}}
                """.formatted(engine);
    }

    private static void writeIfMissing(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, text);
        }
    }

    /** The few records of the examples, so that a new stack can scan at all; people put an export of osv.dev in their place. */
    private static void copyAdvisories(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    Path environments() {
        return folder.resolve("environments.yaml");
    }

    Path settingsFile() {
        return folder.resolve("settings.properties");
    }

    Path advisories() {
        return folder.resolve("advisories");
    }

    Path repositories() {
        return folder.resolve("git");
    }

    /** Says to whoever waits for it that all is up, and where. */
    void ready(String whereToLook) throws IOException {
        Files.writeString(folder.resolve("ready"), whereToLook);
    }

    void notReady() throws IOException {
        Files.deleteIfExists(folder.resolve("ready"));
    }
}
