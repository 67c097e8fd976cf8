package dev.slipway.benchmarks;

import dev.slipway.ledger.CoreDatabase;
import dev.slipway.stack.AotCache;
import dev.slipway.stack.Ports;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How soon a service runs, and what it takes then: each of them alone, beside a database and a broker with nothing to do. */
final class Services implements Benchmark {
    private static final Duration START = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "services";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        told.accept("making the caches of classes that are missing");
        AotCache.makeMissing(bed.project());
        Files.writeString(bed.folder().resolve("environments.yaml"), """
                environments:
                  - {name: dev, auto: true, target: {docker: {host: "unix:///var/run/docker.sock", listen: 127.0.0.1:18080}}}
                """);
        Files.createDirectories(bed.folder().resolve("advisories"));
        List<Result> results = new ArrayList<>();
        for (Service service : Service.values()) {
            List<Double> seconds = new ArrayList<>();
            List<Double> megabytes = new ArrayList<>();
            for (int round = 0; round < scale.rounds(); round++) {
                start(bed, service, scale.idle(), seconds, megabytes);
            }
            told.accept("%s: %.1f s, %.0f MB"
                    .formatted(
                            service.wireName(),
                            Spread.of(seconds).median(),
                            Spread.of(megabytes).median()));
            results.add(Result.absolute(
                    service.wireName() + " starts", "s", Spread.of(seconds), "< 3", median -> median < 3));
            results.add(Result.absolute(
                    service.wireName() + " idles at", "MB", Spread.of(megabytes), "<= 250", median -> median <= 250));
        }
        return results;
    }

    private static void start(Bed bed, Service service, Duration idle, List<Double> seconds, List<Double> megabytes)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (ServiceProcess process = new ServiceProcess(
                service.wireName(),
                service.application(bed.project()),
                Ports.free(),
                environment(bed),
                bed.folder().resolve(service.wireName() + ".log"))) {
            process.start();
            process.awaitLive(START);
            seconds.add((System.nanoTime() - began) / 1e9);
            Thread.sleep(idle);
            megabytes.add(resident(process.process().pid()));
        }
    }

    /** Of all services together: each takes its own. */
    static Map<String, String> environment(Bed bed) {
        Path folder = bed.folder();
        return Map.ofEntries(
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", bed.jdbcUrl()),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", CoreDatabase.password()),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", bed.bootstrapServers()),
                Map.entry("SLIPWAY_CONSOLE_TOKEN_FILE", consoleToken(bed).toString()),
                Map.entry(
                        "SLIPWAY_CONSOLE_CHECKPOINT_KEY_FILE",
                        folder.resolve("checkpoint-key").toString()),
                Map.entry(
                        "SLIPWAY_ENVIRONMENTS",
                        folder.resolve("environments.yaml").toString()),
                Map.entry(
                        "SLIPWAY_SCANNER_ADVISORIES",
                        folder.resolve("advisories").toString()),
                Map.entry("SLIPWAY_BUILDER_REGISTRY", "registry.example/slipway"),
                Map.entry("SLIPWAY_BUILDER_WORK", folder.resolve("builder").toString()),
                Map.entry("SLIPWAY_DEPLOYER_STATE", folder.resolve("deployer").toString()),
                Map.entry("SLIPWAY_DEPLOYER_PROXY_IMAGE", "proxy.example/haproxy"));
    }

    /** The console writes its token there when it starts. */
    static Path consoleToken(Bed bed) {
        return bed.folder().resolve("console-token");
    }

    /** Memory of a process that is in use, its share of what several have counted as whole. */
    private static double resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1_024.0;
            }
        }
        throw new IOException("process %d says nothing of its memory".formatted(pid));
    }
}
