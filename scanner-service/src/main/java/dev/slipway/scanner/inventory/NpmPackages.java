package dev.slipway.scanner.inventory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what npm wrote, token by token: a lock file may have tens of thousands of packages. */
final class NpmPackages {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String FOLDER = "node_modules/";
    private static final int DEEPEST = 100;

    private final long mostPackages;
    private final List<ListedPackage> packages = new ArrayList<>();

    private NpmPackages(long mostPackages) {
        this.mostPackages = mostPackages;
    }

    /** An installed package's own description. A file without name and version describes none. */
    static PathFact.Packages installed(InputStream in, String path, long mostPackages) throws IOException {
        NpmPackages read = new NpmPackages(mostPackages);
        return read.fact(path, () -> {
            try (JsonParser json = JSON.createParser(in)) {
                Entry entry = json.nextToken() == JsonToken.START_OBJECT ? read.entry(json) : new Entry();
                if (entry.name != null && entry.version != null) {
                    read.keep(entry.name, entry.version);
                }
            }
        });
    }

    /** What a lock file would install: versions 2 and 3 by place ("packages"), version 1 by name ("dependencies"). */
    static PathFact.Packages lock(InputStream in, String path, long mostPackages) throws IOException {
        NpmPackages read = new NpmPackages(mostPackages);
        return read.fact(path, () -> {
            try (JsonParser json = JSON.createParser(in)) {
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    read.lock(json);
                }
            }
        });
    }

    private interface Reading {
        void run() throws IOException;
    }

    private PathFact.Packages fact(String path, Reading reading) throws IOException {
        List<Doubt> doubts = new ArrayList<>();
        try {
            reading.run();
        } catch (JsonProcessingException broken) {
            doubts.add(new Doubt(
                    Gap.Kind.BROKEN_RECORD,
                    "%s is no JSON that npm could have written: %s".formatted(path, broken.getOriginalMessage())));
        }
        return new PathFact.Packages(PackageKind.NPM, packages, doubts);
    }

    private void lock(JsonParser json) throws IOException {
        List<ListedPackage> byPlace = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("packages") && value == JsonToken.START_OBJECT) {
                packages.clear();
                places(json);
                byPlace = List.copyOf(packages);
            } else if (field.equals("dependencies") && value == JsonToken.START_OBJECT && byPlace.isEmpty()) {
                dependencies(json, 0);
            } else {
                json.skipChildren();
            }
        }
    }

    private void places(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String place = json.currentName();
            if (json.nextToken() != JsonToken.START_OBJECT) {
                json.skipChildren();
                continue;
            }
            Entry entry = entry(json);
            int at = place.lastIndexOf(FOLDER);
            if (at >= 0 && entry.version != null && !entry.dev) {
                keep(entry.name == null ? place.substring(at + FOLDER.length()) : entry.name, entry.version);
            }
        }
    }

    private void dependencies(JsonParser json, int depth) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.START_OBJECT || depth > DEEPEST) {
                json.skipChildren();
                continue;
            }
            dependency(json, name, depth);
        }
    }

    private void dependency(JsonParser json, String name, int depth) throws IOException {
        String version = null;
        boolean dev = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "version" -> version = value == JsonToken.VALUE_STRING ? json.getText() : null;
                case "dev" -> dev = value == JsonToken.VALUE_TRUE;
                case "dependencies" -> {
                    if (value == JsonToken.START_OBJECT) {
                        dependencies(json, depth + 1);
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (version != null && !dev) {
            keep(name, version);
        }
    }

    /** What matters of one object, which the parser has just entered and leaves again. */
    private static final class Entry {
        private @Nullable String name;
        private @Nullable String version;
        /** Needed for development only: npm leaves it out of a production install. */
        private boolean dev;
    }

    private Entry entry(JsonParser json) throws IOException {
        Entry entry = new Entry();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                entry.name = json.getText();
            } else if (field.equals("version") && value == JsonToken.VALUE_STRING) {
                entry.version = json.getText();
            } else if (field.equals("dev")) {
                entry.dev = value == JsonToken.VALUE_TRUE;
            } else {
                json.skipChildren();
            }
        }
        return entry;
    }

    private void keep(String name, String version) throws Refused {
        if (packages.size() >= mostPackages) {
            throw new Refused(Kind.ENTRY_COUNT, "more npm packages than are read");
        }
        if (!name.isBlank() && !version.isBlank()) {
            packages.add(ListedPackage.of(PackageKind.NPM, name, version));
        }
    }
}
