package dev.slipway.scanner.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which packages a Java archive is made of. Maven writes the coordinates of each into {@code pom.properties}; only where
 * there are none the manifest is asked. Without a group the name is not one that advisories know: it is listed, and
 * counted as not matched, rather than guessed at.
 */
final class JavaIdentity {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final int LARGEST = 1 << 20;
    private static final Pattern FILE = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.[a-zA-Z]{3}");
    private static final Pattern COORDINATE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
    private static final Pattern VERSION = Pattern.compile("[!-~]{1,200}");

    private final String fileName;
    private final boolean nested;
    private final List<ListedPackage> listed = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();
    private @Nullable Attributes manifest;

    /** @param nested whether it lies in another archive, and so is a library whatever it says of itself */
    JavaIdentity(String fileName, boolean nested) {
        this.fileName = fileName;
        this.nested = nested;
    }

    static boolean isWanted(String entry) {
        return entry.equals(MANIFEST) || (entry.startsWith("META-INF/maven/") && entry.endsWith("/pom.properties"));
    }

    void take(String entry, InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            doubts.add("%s is larger than %,d bytes".formatted(EntryPath.shortened(entry), LARGEST));
        } else if (entry.equals(MANIFEST)) {
            manifest = new Manifest(new java.io.ByteArrayInputStream(bytes)).getMainAttributes();
        } else {
            takeCoordinates(entry, new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private void takeCoordinates(String entry, String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        String group = properties.getProperty("groupId", "").strip();
        String artifact = properties.getProperty("artifactId", "").strip();
        String version = properties.getProperty("version", "").strip();
        if (isCoordinate(group) && isCoordinate(artifact) && isVersion(version)) {
            listed.add(ListedPackage.of(PackageKind.MAVEN, group + ":" + artifact, version));
        } else {
            doubts.add("%s has no groupId, artifactId and version".formatted(EntryPath.shortened(entry)));
        }
    }

    List<ListedPackage> packages() {
        return listed.isEmpty() ? fromManifest() : listed;
    }

    List<String> doubts() {
        return doubts;
    }

    private List<ListedPackage> fromManifest() {
        Matcher file = FILE.matcher(fileName);
        boolean named = file.matches();
        String name = named ? file.group(1) : first("Bundle-SymbolicName", "Implementation-Title");
        String version = first("Implementation-Version", "Bundle-Version", "Specification-Version");
        if (version == null && named && nested) {
            version = file.group(2);
        }
        if (name == null || version == null || !isCoordinate(name) || !isVersion(version)) {
            return List.of();
        }
        String group = first("Implementation-Vendor-Id");
        return List.of(ListedPackage.of(
                PackageKind.MAVEN, group != null && isCoordinate(group) ? group + ":" + name : name, version));
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String value = manifest == null ? null : manifest.getValue(name);
            if (value != null && !value.isBlank()) {
                return value.split(";", 2)[0].strip();
            }
        }
        return null;
    }

    private static boolean isCoordinate(String text) {
        return COORDINATE.matcher(text).matches();
    }

    private static boolean isVersion(String text) {
        return VERSION.matcher(text).matches() && !text.contains("${");
    }
}
