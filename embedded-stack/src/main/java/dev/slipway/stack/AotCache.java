package dev.slipway.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What Java keeps of a service's classes, loaded and linked, so that the service starts in a third of the time. It is made
 * after a build by starting the service once, with nothing to talk to, and ending it. Java refuses one that does not fit.
 */
public final class AotCache {
    private static final String FILE = "app.aot";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration WRITE = Duration.ofMinutes(3);

    /** Neither a database nor a broker answers there: the service waits for both, which is as far as it has to come. */
    private static final Map<String, String> NOTHING = Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/nothing",
            "QUARKUS_DATASOURCE_PASSWORD", "not-asked-for",
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");

    private AotCache() {}

    /** Java's option for a service that has a cache of its last build; none for one that has not. */
    static List<String> option(Path application) {
        try {
            return missing(application) ? List.of() : List.of("-XX:AOTCache=" + application.resolve(FILE));
        } catch (IOException e) {
            // it starts without
            return List.of();
        }
    }

    /**
     * Makes those that the services' last builds do not have yet, two at a time; other processes that want the same wait.
     *
     * @param project where the services are built
     */
    public static void makeMissing(Path project) throws IOException, InterruptedException {
        Path lock = Service.CONSOLE.application(project).resolveSibling("aot.lock");
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock();
                ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<Void>> all = new ArrayList<>();
            for (Service service : Service.values()) {
                if (missing(service.application(project))) {
                    all.add(two.submit(() -> make(service, project)));
                }
            }
            for (Future<Void> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("could not make what lets a service start quickly: " + e.getCause(), e);
        }
    }

    private static boolean missing(Path application) throws IOException {
        Path cache = application.resolve(FILE);
        return !Files.exists(cache)
                || Files.getLastModifiedTime(cache)
                                .compareTo(Files.getLastModifiedTime(application.resolve("quarkus-run.jar")))
                        < 0;
    }

    private static Void make(Service service, Path project) throws IOException, InterruptedException {
        Path application = service.application(project);
        Path unfinished = application.resolveSibling("unfinished.aot");
        Files.deleteIfExists(unfinished);
        ServiceProcess process = new ServiceProcess(
                service.wireName(),
                application,
                Ports.free(),
                NOTHING,
                application.resolveSibling("aot.log"),
                List.of("-XX:AOTCacheOutput=" + unfinished));
        process.start();
        try {
            process.awaitLive(START);
        } finally {
            process.process().stop(WRITE);
        }
        if (!Files.exists(unfinished)) {
            throw new IOException("%s ended without writing %s; its output is in %s"
                    .formatted(service.wireName(), unfinished, application.resolveSibling("aot.log")));
        }
        Files.move(
                unfinished,
                application.resolve(FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return null;
    }
}
