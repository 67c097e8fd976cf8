package dev.slipway.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.Console;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.SlipwayStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Publishes commits of the sample and asks for them; what was answered is owed an end. */
final class Shipping implements AutoCloseable {
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final SlipwayStack stack;
    private final String app;
    private final Path folder;
    private final SampleApp sample;
    private final ExecutorService asks = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> asking = new ArrayList<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    Shipping(SlipwayStack stack, Path folder, String app) {
        this.stack = stack;
        this.app = app;
        this.folder = folder;
        this.sample = new SampleApp(folder.resolve("sample"), folder.resolve("git"), app);
    }

    void createSample() throws IOException, InterruptedException, Cannot {
        sample.create(folder.resolve("sample").resolve("files"));
    }

    SampleApp sample() {
        return sample;
    }

    private Console console() throws IOException {
        return new Console(stack.console(), Files.readString(stack.tokenFile()).strip(), "fault-matrix")
                .enduring(OUTAGE);
    }

    Topic topic(String name) {
        return new Topic(stack.broker().bootstrapServers(), name);
    }

    /** Asks the console and does not wait for the answer: nobody may be there to give one at present. */
    Shipment askConsole(Nature nature) throws Exception {
        String commit = sample.next(nature);
        String key = UUID.randomUUID().toString();
        asking.add(asks.submit(() -> {
            console().post("/v1/builds", Map.of("repository", sourceUrl(), "commit", commit), key);
            accepted.add(key);
            return key;
        }));
        return new Shipment(key, nature, sample.answer());
    }

    Shipment putEvent(Nature nature) throws Exception {
        String id = UUID.randomUUID().toString();
        topic("slipway.requests").put(List.of(event(id, sample.next(nature))));
        accepted.add(id);
        return new Shipment(id, nature, sample.answer());
    }

    void awaitAnswers() throws Exception {
        for (Future<?> one : asking) {
            one.get();
        }
        asking.clear();
    }

    Topic.Message event(String id, String commit) {
        return Topic.Message.of(null, """
                {"specversion":"1.0","id":"%s","source":"/fault-matrix","type":"dev.cdeventsx.slipway-build.requested.0.1.0",\
                "data":{"repository":"%s","commit":"%s"}}""".formatted(id, sourceUrl(), commit));
    }

    String sourceUrl() {
        return stack.git().url(app + ".git");
    }

    /** What a person does who has looked at each dead letter: {@code redrive} or {@code skip}. */
    void settleDeadLetters(String verb) throws Exception {
        JsonNode waiting = console().get("/v1/dead-letters");
        for (String id : Stream.concat(
                        waiting.findPath("jobs").valueStream().map(one -> one.required("job")),
                        waiting.findPath("quarantine").valueStream())
                .map(one -> one.required("id").asText())
                .toList()) {
            console().post("/v1/dead-letters/%s/%s".formatted(id, verb), Map.of("reason", "the fault is over"));
        }
    }

    /** Ids of requests that were promised something. */
    Set<String> accepted() {
        return Set.copyOf(accepted);
    }

    @Override
    public void close() {
        asks.shutdownNow();
    }
}
