package dev.slipway.scanner.sbom;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import com.github.packageurl.PackageURLBuilder;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.Gap;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.inventory.PackageKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.metadata.ToolInformation;
import org.jspecify.annotations.Nullable;

/** Writes an inventory as CycloneDX 1.6 JSON. */
public final class CycloneDxSbom {
    public static final String MEDIA_TYPE = "application/vnd.cyclonedx+json";

    private CycloneDxSbom() {}

    /**
     * The document as it is stored and attached.
     *
     * @param at when the image was read; whole seconds are written
     */
    public static byte[] write(ScannedImage image, Inventory inventory, Instant at) {
        Bom bom = new Bom();
        bom.setSerialNumber("urn:uuid:" + serial(image.digest()));
        bom.setVersion(1);
        bom.setMetadata(metadata(image, inventory, at));
        OsRelease os = inventory.os();
        if (os != null) {
            bom.addComponent(operatingSystem(os));
        }
        Set<String> references = new HashSet<>();
        for (InstalledPackage installed : inventory.packages()) {
            bom.addComponent(component(installed, os, references));
        }
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, bom)
                    .toJsonString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (GeneratorException impossible) {
            throw new IllegalStateException(
                    "the inventory of " + image.digest() + " has no CycloneDX form", impossible);
        }
    }

    /** The package URL of a package, or {@code name@version} where it has none. */
    public static String packageUrl(InstalledPackage installed, @Nullable OsRelease os) {
        PackageURL purl = packagePurl(installed, os);
        return purl == null ? installed.name() + "@" + installed.version() : purl.canonicalize();
    }

    private static Metadata metadata(ScannedImage image, Inventory inventory, Instant at) {
        Component subject = new Component();
        subject.setType(Component.Type.CONTAINER);
        subject.setBomRef(image.digest().value());
        subject.setName(image.repository());
        subject.setVersion(image.digest().value());
        subject.addHash(new Hash(Hash.Algorithm.SHA_256, image.digest().value().substring("sha256:".length())));
        PackageURL purl = purl(PackageURLBuilder.aPackageURL()
                .withType("oci")
                .withName(image.name())
                .withVersion(image.digest().value())
                .withQualifier("repository_url", image.repository()));
        if (purl != null) {
            subject.setPurl(purl);
        }
        Component slipway = new Component();
        slipway.setType(Component.Type.APPLICATION);
        slipway.setName("slipway-scanner");
        ToolInformation tools = new ToolInformation();
        tools.setComponents(List.of(slipway));
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(at));
        metadata.setToolChoice(tools);
        metadata.setComponent(subject);
        for (Gap gap : inventory.gaps()) {
            metadata.addProperty(
                    new Property("slipway:gap", "%s %s: %s".formatted(gap.kind(), gap.path(), gap.detail())));
        }
        return metadata;
    }

    private static Component operatingSystem(OsRelease os) {
        Component component = new Component();
        component.setType(Component.Type.OPERATING_SYSTEM);
        component.setBomRef("os:" + distribution(os));
        component.setName(os.id());
        if (os.versionId() != null) {
            component.setVersion(os.versionId());
        }
        if (os.prettyName() != null) {
            component.setDescription(os.prettyName());
        }
        return component;
    }

    private static Component component(InstalledPackage installed, @Nullable OsRelease os, Set<String> references) {
        PackageURL purl = packagePurl(installed, os);
        String reference = packageUrl(installed, os);
        String unique = reference;
        for (int n = 2; !references.add(unique); n++) {
            unique = reference + "#" + n;
        }
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setBomRef(unique);
        component.setName(installed.name());
        component.setVersion(installed.version());
        if (purl != null) {
            component.setPurl(purl);
        }
        component.addProperty(new Property("slipway:layer", installed.layer().value()));
        component.addProperty(new Property("slipway:path", installed.path()));
        if (installed.kind().isDistribution()) {
            component.addProperty(new Property("slipway:source", installed.source()));
            component.addProperty(new Property("slipway:source-version", installed.sourceVersion()));
        }
        return component;
    }

    private static @Nullable PackageURL packagePurl(InstalledPackage installed, @Nullable OsRelease os) {
        PackageURLBuilder purl =
                PackageURLBuilder.aPackageURL().withType(installed.kind().purlType());
        if (installed.kind().isDistribution()) {
            purl.withName(installed.name()).withVersion(installed.version());
            if (!installed.architecture().isEmpty()) {
                purl.withQualifier("arch", installed.architecture());
            }
            if (os != null) {
                purl.withNamespace(os.id()).withQualifier("distro", distribution(os));
            }
            return purl(purl);
        }
        // Maven separates the group by a colon, npm and Go the scope and the path by slashes.
        char separator = installed.kind() == PackageKind.MAVEN ? ':' : '/';
        int at = installed.name().lastIndexOf(separator);
        if (at > 0) {
            purl.withNamespace(installed.name().substring(0, at));
        }
        return purl(purl.withName(installed.name().substring(at + 1)).withVersion(installed.version()));
    }

    /** Names come from strangers' databases: one that no purl can express is listed without. */
    private static @Nullable PackageURL purl(PackageURLBuilder builder) {
        try {
            return builder.build();
        } catch (MalformedPackageURLException unusual) {
            return null;
        }
    }

    private static String distribution(OsRelease os) {
        return os.versionId() == null ? os.id() : os.id() + "-" + os.versionId();
    }

    /** A UUID of version 8 (made by one's own rule) from the image's digest. */
    private static UUID serial(Digest image) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(image.value().substring("sha256:".length())));
        long high = (bytes.getLong() & 0xffffffffffff0fffL) | 0x8000L;
        long low = (bytes.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
