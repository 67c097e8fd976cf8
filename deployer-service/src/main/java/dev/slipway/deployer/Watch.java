package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.proxy.Counters;
import dev.slipway.deployer.proxy.Proxy;
import dev.slipway.deployer.target.Strategy;
import dev.slipway.deployer.verify.ContainerWatch;
import dev.slipway.deployer.verify.CriticalRequest;
import dev.slipway.deployer.verify.Finding;
import dev.slipway.deployer.verify.Probe;
import dev.slipway.deployer.verify.Probe.Answer;
import dev.slipway.deployer.verify.TrafficJudge;
import dev.slipway.ledger.JobContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A new set under observation: first what is certain, then what it answers us, then what callers got. */
final class Watch {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Plan plan;
    private final JobContext context;
    private final Probe probe;
    private final ContainerWatch container;
    private final RunDescription run;
    private final URI direct;
    private final URI callers;

    Watch(Plan plan, JobContext context, Probe probe) {
        this.plan = plan;
        this.context = context;
        this.probe = probe;
        this.container = plan.watch();
        this.run = plan.run();
        this.direct = plan.host().direct(plan.id(), run);
        this.callers = URI.create(plan.target().url());
    }

    /** Startup, readiness so many times in a row, critical requests, container and log; ends with the first failure. */
    List<Finding> beforeTraffic(int timesReady) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        long end = System.nanoTime() + plan.strategy().start().toNanos();
        String startup = run.startupPath();
        if (startup != null && stops(findings, await("startup", startup, 1, end))) {
            return findings;
        }
        if (stops(findings, await("ready", run.readyPath(), timesReady, end))) {
            return findings;
        }
        for (CriticalRequest request : run.critical()) {
            Answer answer = probe.ask(direct, request);
            if (stops(findings, finding("critical " + request.name(), answer))) {
                return findings;
            }
        }
        findings.add(container
                .hard()
                .orElseGet(() -> Finding.pass(
                        "container", run.fatal().isEmpty() ? "it runs" : "it runs, and its log has no fatal line")));
        return findings;
    }

    private static boolean stops(List<Finding> findings, Finding finding) {
        findings.add(finding);
        return finding.failed();
    }

    private Finding finding(String check, Answer answer) {
        return answer.good()
                ? Finding.pass(check, answer.said())
                : certainOr(Finding.fail(check, "%s; %s".formatted(plan.clean(answer.said()), container.condition())));
    }

    /** A container that ended explains a probe without an answer, and not the other way round. */
    private Finding certainOr(Finding finding) {
        return container
                .hard()
                .map(hard -> Finding.fail(hard.check(), "%s; %s".formatted(hard.because(), finding.because())))
                .orElse(finding);
    }

    private Finding await(String check, String path, int times, long end) throws InterruptedException {
        int good = 0;
        Answer last;
        do {
            context.checkpoint();
            last = probe.ask(direct, path);
            good = last.good() ? good + 1 : 0;
            if (good >= times) {
                return Finding.pass(check, last.said());
            }
            Optional<Finding> hard = container.hard();
            if (hard.isPresent()) {
                return Finding.fail(
                        hard.get().check(),
                        "%s; before that, %s".formatted(hard.get().because(), plan.clean(last.said())));
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() < end);
        return Finding.fail(
                check,
                "no good answer within %d s of its start; last, %s; %s"
                        .formatted(
                                plan.strategy().start().toSeconds(), plan.clean(last.said()), container.condition()));
    }

    /** Watches for this time, and at least once; ends with the first failure. */
    Finding underTraffic(String check, Backend fresh, Duration time) throws IOException, InterruptedException {
        Proxy proxy = plan.host().proxy();
        Counters before = proxy.counters(fresh);
        Strategy strategy = plan.strategy();
        long end = System.nanoTime() + time.toNanos();
        long rounds = 0;
        Finding traffic;
        do {
            context.checkpoint();
            Finding failed = round(proxy);
            if (failed != null) {
                return failed;
            }
            rounds++;
            long own = rounds * (1 + run.critical().size());
            Counters now = proxy.counters(fresh).since(before);
            traffic = TrafficJudge.judge(
                    check,
                    Math.max(0, now.requests() - own),
                    now.failed(),
                    2 * own,
                    now.meanMillis(),
                    strategy.errorPercent(),
                    strategy.minRequests());
            if (traffic.failed()) {
                return traffic;
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() < end);
        return traffic;
    }

    /** Everything once: directly, then as callers do. */
    private @Nullable Finding round(Proxy proxy) throws IOException, InterruptedException {
        Optional<Finding> hard = container.hard();
        if (hard.isPresent()) {
            return hard.get();
        }
        List<CriticalRequest> requests = new ArrayList<>();
        String live = run.livePath();
        requests.add(new CriticalRequest("live", live == null ? run.readyPath() : live, 200, null, null));
        requests.addAll(run.critical());
        for (CriticalRequest request : requests) {
            Answer answer = probe.ask(direct, request);
            if (!answer.good()) {
                return finding(request.name(), answer);
            }
        }
        requests.set(0, new CriticalRequest("ready", run.readyPath(), 200, null, null));
        for (CriticalRequest request : requests) {
            Answer answer = probe.ask(callers, request);
            if (!answer.good()) {
                proxy.restore(); // it may be the proxy that was away
                answer = probe.ask(callers, request);
            }
            if (!answer.good()) {
                return finding(request.name() + " through the proxy", answer);
            }
        }
        return null;
    }
}
