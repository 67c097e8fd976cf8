package dev.slipway.faults;

import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;

/** What services count themselves, by the names that dashboards use; what came of it is for the judge to see. */
enum Counted {
    LEASES_LOST("slipway_leases_lost_total"),
    RECORDS("slipway_intake_records_total"),
    DUPLICATES("slipway_intake_duplicates_total");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String metric;

    Counted(String metric) {
        this.metric = metric;
    }

    /** Since the start of that process, under all labels together. */
    double by(ServiceProcess service) throws IOException, InterruptedException {
        HttpRequest metrics = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/q/metrics".formatted(service.port())))
                .timeout(PATIENCE)
                .build();
        return HTTP.send(metrics, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    double by(Collection<ServiceProcess> services) throws IOException, InterruptedException {
        double sum = 0;
        for (ServiceProcess one : services) {
            sum += by(one);
        }
        return sum;
    }
}
