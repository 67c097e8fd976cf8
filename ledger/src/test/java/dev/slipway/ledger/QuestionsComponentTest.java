package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.lifecycle.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asked together, each hears what it would have heard alone. */
class QuestionsComponentTest {
    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch firstIsAsked = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final List<List<Integer>> asked = new CopyOnWriteArrayList<>();
    private final CompletableFuture<SQLException> failure = new CompletableFuture<>();
    private final Questions<Integer, String> questions =
            new Questions<>(LedgerFixture.as(Role.BUILDER), "read numbers", this::answer);

    @AfterEach
    void close() {
        firstMayEnd.countDown();
        askers.close();
    }

    /** Waits for the test at the first of all; has no answer to numbers under zero. */
    private Map<Integer, String> answer(Connection connection, List<Integer> keys) throws SQLException {
        asked.add(List.copyOf(keys));
        if (asked.size() == 1) {
            firstIsAsked.countDown();
            try {
                firstMayEnd.await();
            } catch (InterruptedException e) {
                throw new SQLException("interrupted at the database", e);
            }
        }
        if (keys.size() > 1 && failure.isDone()) {
            throw failure.join();
        }
        return keys.stream()
                .filter(key -> key >= 0)
                .collect(Collectors.toMap(Function.identity(), key -> "number " + key));
    }

    private Future<Optional<String>> first() throws InterruptedException {
        Future<Optional<String>> first = askers.submit(() -> questions.ask(1));
        firstIsAsked.await();
        return first;
    }

    private List<Future<Optional<String>>> waiting(Integer... keys) {
        List<Future<Optional<String>>> waiting = List.of(keys).stream()
                .map(key -> askers.submit(() -> questions.ask(key)))
                .toList();
        await().until(() -> questions.waiting() == keys.length);
        return waiting;
    }

    @Test
    void whatComesMeanwhileIsAskedTogetherNext() throws Exception {
        Future<Optional<String>> first = first();
        List<Future<Optional<String>>> others = waiting(2, 3, 3, -1);
        firstMayEnd.countDown();

        assertThat(first.get()).contains("number 1");
        assertThat(others.get(0).get()).contains("number 2");
        assertThat(others.get(1).get()).contains("number 3");
        assertThat(others.get(2).get()).contains("number 3");
        assertThat(others.get(3).get()).isEmpty();
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).containsExactlyInAnyOrder(2, 3, -1);
    }

    /** What is being read already may be older than what the second one has just heard of. */
    @Test
    void nobodyIsAnsweredByWhatWasAskedBefore() throws Exception {
        Future<Optional<String>> first = first();
        Future<Optional<String>> same = waiting(1).getFirst();
        firstMayEnd.countDown();

        assertThat(first.get()).contains("number 1");
        assertThat(same.get()).contains("number 1");
        assertThat(asked).containsExactly(List.of(1), List.of(1));
    }

    @Test
    void whereAGroupFailsTheOthersAskAlone() throws Exception {
        failure.complete(new SQLException("this one's connection broke", "08006"));
        Future<Optional<String>> first = first();
        List<Future<Optional<String>>> others = waiting(2, 3, 4);
        firstMayEnd.countDown();

        assertThat(first.get()).contains("number 1");
        int failed = 0;
        for (Future<Optional<String>> one : others) {
            try {
                assertThat(one.get()).isPresent();
            } catch (ExecutionException e) {
                assertThat(e)
                        .cause()
                        .isInstanceOf(LedgerUnavailable.class)
                        .hasMessageContaining("could not read numbers");
                failed++;
            }
        }
        assertThat(failed).as("the one that asked for all").isEqualTo(1);
        assertThat(questions.ask(5)).contains("number 5");
    }

    @Test
    void whoeverIsInterruptedLeavesAndTheRestGoesOn() throws Exception {
        Future<Optional<String>> first = first();
        Future<Optional<String>> impatient = waiting(2).getFirst();
        impatient.cancel(true);
        await().until(() -> questions.waiting() == 0);
        Future<Optional<String>> patient = waiting(3).getFirst();
        firstMayEnd.countDown();

        assertThat(first.get()).contains("number 1");
        assertThat(patient.get()).contains("number 3");
        assertThat(asked).containsExactly(List.of(1), List.of(3));
    }

    @Test
    void whoeverIsInterruptedHearsOfIt() throws Exception {
        Future<Optional<String>> first = first();
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                questions.ask(2);
            } catch (LedgerUnavailable e) {
                heard.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("forgot the interrupt"));
            }
        });
        await().until(() -> questions.waiting() == 1);
        thread.interrupt();

        assertThat(heard.get()).isInstanceOf(LedgerUnavailable.class).hasMessageContaining("could not read numbers");
        firstMayEnd.countDown();
        assertThat(first.get()).contains("number 1");
    }

    /** The one at the database is interrupted there: that is no reason for those who wait behind it. */
    @Test
    void anInterruptAtTheDatabaseIsItsOwn() throws Exception {
        Future<Optional<String>> first = first();
        Future<Optional<String>> second = waiting(2).getFirst();
        first.cancel(true);

        assertThat(second.get()).contains("number 2");
        assertThatThrownBy(first::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void nobodyWaitsForEverBehindAConnectionThatDoesNotAnswer() throws Exception {
        Questions<Integer, String> impatient =
                new Questions<>(LedgerFixture.as(Role.BUILDER), "read numbers", this::answer, Duration.ofMillis(20));
        Future<Optional<String>> hanging = askers.submit(() -> impatient.ask(1));
        firstIsAsked.await();

        assertThat(impatient.ask(2)).contains("number 2");
        assertThat(impatient.waiting()).isZero();
        firstMayEnd.countDown();
        assertThat(hanging.get()).contains("number 1");
        assertThat(impatient.ask(3)).contains("number 3");
    }
}
