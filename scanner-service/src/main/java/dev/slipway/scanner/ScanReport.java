package dev.slipway.scanner;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.scanner.advisory.Unmatched;
import dev.slipway.scanner.inventory.Gap;
import dev.slipway.scanner.inventory.Secret;
import dev.slipway.scanner.lint.Remark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scan as people and other tools read it: each finding, and what was not checked. The same bytes for the same image
 * and advisories.
 *
 * @param result all but the advisories it was matched against
 */
record ScanReport(String artifact, Advisories advisories, Result result) {
    static final String MEDIA_TYPE = "application/vnd.slipway.scan-report.v1+json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    record Advisories(String snapshot, String importedAt) {}

    record Result(
            @Nullable String operatingSystem,
            int packages,
            List<Found> findings,
            List<Unmatched> notChecked,
            List<Hole> gaps,
            List<Secret> secrets,
            List<Remark> lint) {}

    /** A finding, with the names that others have for its advisory; the promoter's gates read this form. */
    record Found(
            String advisory,
            List<String> aliases,
            @JsonProperty("package") String packageName,
            String version,
            String purl,
            String severity,
            String severitySource,
            @Nullable String fixedIn,
            @Nullable String path,
            @Nullable String layer) {}

    /** A gap with its layer as text. */
    record Hole(String kind, @Nullable String layer, String path, String detail) {
        static Hole of(Gap gap) {
            String layer = gap.layer() == null ? null : gap.layer().value();
            return new Hole(gap.kind().name(), layer, gap.path(), gap.detail());
        }
    }

    EvidenceBody evidence() {
        try {
            return new EvidenceBody("scan-report", MEDIA_TYPE, JSON.writeValueAsBytes(this));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether an earlier report says the same, be it against other advisories. */
    boolean saysTheSameAs(byte[] earlier) {
        try {
            JsonNode before = JSON.readTree(earlier).path("result");
            return Objects.equals(before, JSON.readTree(evidence().body()).path("result"));
        } catch (IOException broken) {
            throw new UncheckedIOException("a kept scan report does not read back", broken);
        }
    }
}
