package dev.slipway.scanner.advisory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a record says about one package, as it is stored. */
public record AdvisoryBody(List<String> aliases, List<Affected> affected) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record's bodies by ecosystem and package name. A withdrawn one says nothing any more. */
    public static Map<String, Map<String, String>> of(OsvRecord record) {
        Map<String, Map<String, List<Affected>>> grouped = new TreeMap<>();
        if (!record.withdrawn()) {
            for (Affected one : record.advisory().affected()) {
                grouped.computeIfAbsent(one.ecosystem(), ecosystem -> new TreeMap<>())
                        .computeIfAbsent(one.name(), name -> new ArrayList<>())
                        .add(one);
            }
        }
        Map<String, Map<String, String>> bodies = new TreeMap<>();
        grouped.forEach((ecosystem, packages) ->
                packages.forEach((name, affected) -> bodies.computeIfAbsent(ecosystem, same -> new TreeMap<>())
                        .put(name, write(new AdvisoryBody(record.advisory().aliases(), affected)))));
        return bodies;
    }

    /** The stored form back as what a snapshot is made of. */
    public static List<AdvisorySnapshot.Entry> entries(String id, String body) {
        try {
            AdvisoryBody read = JSON.readValue(body, AdvisoryBody.class);
            Advisory advisory = new Advisory(id, read.aliases, read.affected);
            return read.affected.stream()
                    .map(affected -> new AdvisorySnapshot.Entry(advisory, affected))
                    .toList();
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the stored advisory " + id + " does not read back", broken);
        }
    }

    private static String write(AdvisoryBody body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an advisory has no JSON form", impossible);
        }
    }
}
