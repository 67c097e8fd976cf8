package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicationPackagesTest {
    private static final ArchiveLimits SMALL = new ArchiveLimits(200_000, 400_000, 3, 50, 10_000);

    private static Inventory read(TestLayer... layers) throws Exception {
        return read(ReadLimits.DEFAULT, layers);
    }

    private static Inventory read(ReadLimits limits, TestLayer... layers) throws Exception {
        List<LayerSource> sources = Arrays.stream(layers).map(TestLayer::gzip).toList();
        return new ImageInventory(limits, LayerFactsStore.NONE).read(sources);
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    static byte[] library(String group, String artifact, String version) {
        String properties = "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(group, artifact, version);
        return zip(Map.of(
                "META-INF/maven/%s/%s/pom.properties".formatted(group, artifact),
                properties.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] manifest(String lines) {
        return zip(
                Map.of("META-INF/MANIFEST.MF", ("Manifest-Version: 1.0\n" + lines).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void findsLibraryInsideAnApplicationArchive() throws Exception {
        byte[] log4j = library("org.apache.logging.log4j", "log4j-core", "2.14.1");
        byte[] app = zip(Map.of("BOOT-INF/lib/log4j-core-2.14.1.jar", log4j, "app/Main.class", new byte[100]));

        Inventory inventory = read(new TestLayer().file("app/app.jar", app));

        assertThat(inventory.packages())
                .extracting(
                        InstalledPackage::kind,
                        InstalledPackage::name,
                        InstalledPackage::version,
                        InstalledPackage::path)
                .containsExactly(tuple(
                        PackageKind.MAVEN,
                        "org.apache.logging.log4j:log4j-core",
                        "2.14.1",
                        "app/app.jar!/BOOT-INF/lib/log4j-core-2.14.1.jar"));
        assertThat(inventory.gaps()).isEmpty();
    }

    @Test
    void archiveWithAScriptBeforeItIsStillRead() throws Exception {
        ByteArrayOutputStream executable = new ByteArrayOutputStream();
        executable.writeBytes("#!/bin/sh\nexec java -jar \"$0\"\n".getBytes(StandardCharsets.US_ASCII));
        executable.writeBytes(library("g", "a", "1"));
        assertThat(read(new TestLayer().file("app.jar", executable.toByteArray()))
                        .packages())
                .extracting(InstalledPackage::name)
                .containsExactly("g:a");
    }

    @ParameterizedTest
    @CsvSource({
        "lib/guava-31.jar, 'Implementation-Vendor-Id: com.google.guava\nImplementation-Version: 31.1\n', com.google.guava:guava 31.1",
        "lib/thing-2.0.jar, 'Implementation-Version: 2.0.1\n', thing 2.0.1",
        "lib/mine.jar, 'Main-Class: Mine\n', ''",
        "lib/mine-1.0.jar, 'Main-Class: Mine\n', ''"
    })
    void asksTheManifestWhereThereAreNoCoordinates(String path, String lines, String expected) throws Exception {
        Inventory inventory = read(new TestLayer().file(path, manifest(lines)));
        assertThat(inventory.packages().stream().map(one -> one.name() + " " + one.version()))
                .containsExactlyElementsOf(expected.isEmpty() ? List.of() : List.of(expected));
    }

    @Test
    void removedArchiveIsGoneWithItsFolder() throws Exception {
        TestLayer lower = new TestLayer().file("opt/a/a.jar", library("g", "a", "1"));
        assertThat(read(lower, new TestLayer().whiteout("opt")).packages()).isEmpty();
        lower = new TestLayer().file("opt/a/a.jar", library("g", "a", "1"));
        assertThat(read(lower, new TestLayer().opaque("opt/a")).packages()).isEmpty();
        lower = new TestLayer().file("opt/a/a.jar", library("g", "a", "1"));
        assertThat(read(lower, new TestLayer().symbolicLink("opt/a", "/b")).packages())
                .as("a link in place of the folder")
                .isEmpty();
        lower = new TestLayer().file("opt/a/a.jar", library("g", "a", "1"));
        assertThat(read(lower, new TestLayer().file("opt/a/a.jar", library("g", "a", "2")))
                        .packages())
                .extracting(InstalledPackage::version)
                .containsExactly("2");
    }

    @Test
    void archiveThatIsAHardLinkIsReadAndOneToNothingIsNamed() throws Exception {
        TestLayer folded =
                new TestLayer().file("store/blob", library("g", "a", "1")).hardLink("app/a.jar", "store/blob");
        assertThat(read(folded).packages()).extracting(InstalledPackage::path).containsExactly("app/a.jar");
        gap(read(new TestLayer().hardLink("app/a.jar", "elsewhere")), Gap.Kind.NOT_FOLLOWED);
    }

    @Test
    void archivesDeeperThanTheLimitAreNamed() throws Exception {
        byte[] archive = library("g", "deep", "1");
        for (int level = 0; level < 3; level++) {
            archive = zip(Map.of("inner.jar", archive));
        }
        gap(
                read(ReadLimits.DEFAULT.withArchives(SMALL), new TestLayer().file("a.jar", archive)),
                Gap.Kind.ARCHIVE_DEPTH);
    }

    @Test
    void archiveBombIsNamedAndTheRestIsRead() throws Exception {
        byte[] bomb = zip(Map.of("zeros.jar", new byte[30_000_000]));
        Inventory inventory = read(
                ReadLimits.DEFAULT.withArchives(SMALL),
                new TestLayer().file("bomb.jar", bomb).file("good.jar", library("g", "good", "1")));
        gap(inventory, Gap.Kind.ARCHIVE_SIZE);
        assertThat(inventory.packages()).extracting(InstalledPackage::name).containsExactly("g:good");
    }

    @Test
    void archiveLargerThanItsLimitIsNamed() throws Exception {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        gap(
                read(ReadLimits.DEFAULT.withArchives(SMALL), new TestLayer().file("a.jar", zip(Map.of("x", noise)))),
                Gap.Kind.ARCHIVE_SIZE);
    }

    @Test
    void archiveWithTooManyEntriesIsNamed() throws Exception {
        Map<String, byte[]> many = new java.util.HashMap<>();
        for (int i = 0; i < 51; i++) {
            many.put("f" + i, new byte[0]);
        }
        gap(
                read(ReadLimits.DEFAULT.withArchives(SMALL), new TestLayer().file("a.jar", zip(many))),
                Gap.Kind.ARCHIVE_ENTRIES);
    }

    @Test
    void damagedArchivesAreReadOrNamedButNeverCrash() throws Exception {
        byte[] whole = zip(Map.of("lib/inner-1.jar", library("g", "inner", "1"), "META-INF/MANIFEST.MF", new byte[40]));
        Random random = new Random(20261125L);
        int named = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            PathFact.Packages fact = new JavaArchives(SMALL).read(new java.io.ByteArrayInputStream(damaged), "a.jar");
            named += fact.doubts().isEmpty() ? 0 : 1;
        }
        assertThat(named).isBetween(200, 1_999);
    }

    private static void gap(Inventory inventory, Gap.Kind kind) {
        assertThat(inventory.gaps()).extracting(Gap::kind).containsExactly(kind);
    }

    @Test
    void readsApkWithOriginAndLeavesItsFilesToIt() throws Exception {
        String database = """
                C:Q1abc=
                P:libcrypto3
                V:3.1.4-r5
                A:x86_64
                o:openssl
                F:usr/lib
                R:libcrypto.so.3

                P:py3-six
                V:1.16.0-r8
                A:noarch
                o:py3-six
                F:usr/lib/python3.11/site-packages/six-1.16.0-py3.11.egg-info
                R:PKG-INFO

                P:broken

                """;
        Inventory inventory = read(new TestLayer()
                .file("etc/os-release", "ID=alpine\nVERSION_ID=3.19.1\n")
                .file("lib/apk/db/installed", database)
                .file(
                        "usr/lib/python3.11/site-packages/six-1.16.0-py3.11.egg-info/PKG-INFO",
                        "Name: six\nVersion: 1.16.0\n"));
        assertThat(inventory.packages())
                .extracting(
                        InstalledPackage::kind,
                        InstalledPackage::name,
                        InstalledPackage::version,
                        InstalledPackage::source)
                .containsExactly(
                        tuple(PackageKind.APK, "libcrypto3", "3.1.4-r5", "openssl"),
                        tuple(PackageKind.APK, "py3-six", "1.16.0-r8", "py3-six"));
        gap(inventory, Gap.Kind.BROKEN_RECORD);
    }

    @Test
    void whatDpkgBroughtIsJudgedAsThatPackageAndNothingElseIs() throws Exception {
        String metadata = "Name: Six_Seven.Eight\nVersion: 1.0\n\nlong text\nVersion: 9\n";
        Inventory inventory = read(
                new TestLayer()
                        .file("var/lib/dpkg/status", Texts.installed("python3-six", "1.16-1"))
                        .file("var/lib/dpkg/info/python3-six.list", "/.\n/usr/lib/py/six-1.dist-info/METADATA\n")
                        .file("usr/lib/py/six-1.dist-info/METADATA", metadata)
                        .file("usr/lib/python3/dist-packages/other-1.egg-info", metadata),
                new TestLayer().file("usr/local/lib/py/six-1.dist-info/METADATA", metadata));
        assertThat(inventory.packages())
                .extracting(InstalledPackage::kind, InstalledPackage::name, InstalledPackage::version)
                .containsExactly(
                        tuple(PackageKind.DEB, "python3-six", "1.16-1"),
                        tuple(PackageKind.PYPI, "six-seven-eight", "1.0"));
    }

    @Test
    void readsInstalledNpmPackagesAndLockFilesOnlyWhereNothingIsInstalled() throws Exception {
        String lock = """
                {"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0"},
                 "node_modules/left-pad": {"version": "1.3.0", "engines": {"node": ">=4"}},
                 "node_modules/a/node_modules/@scope/b": {"version": "2.0.0"},
                 "node_modules/alias": {"name": "real", "version": "3.0.0"},
                 "node_modules/jest": {"version": "9.0.0", "dev": true}},
                 "dependencies": {"left-pad": {"version": "1.3.0"}}}""";
        String installed = "{\"name\": \"left-pad\", \"version\": \"1.2.0\", \"deep\": {\"version\": \"9\"}}";
        Inventory inventory = read(
                new TestLayer()
                        .file("one/package-lock.json", lock)
                        .file("two/package-lock.json", lock)
                        .file("two/node_modules/left-pad/package.json", installed)
                        .file("two/node_modules/left-pad/test/package.json", installed)
                        .file(
                                "old/package-lock.json",
                                "{\"dependencies\": {\"x\": {\"version\": \"1.0.0\", \"dependencies\":"
                                        + " {\"y\": {\"version\": \"2.0.0\"}}}, \"z\": {\"version\": \"1.0.0\", \"dev\": true}}}"));
        assertThat(inventory.packages().stream().map(one -> one.name() + "@" + one.version() + " " + one.path()))
                .containsExactlyInAnyOrder(
                        "left-pad@1.3.0 one/package-lock.json",
                        "@scope/b@2.0.0 one/package-lock.json",
                        "real@3.0.0 one/package-lock.json",
                        "left-pad@1.2.0 two/node_modules/left-pad/package.json",
                        "x@1.0.0 old/package-lock.json",
                        "y@2.0.0 old/package-lock.json");
        gap(read(new TestLayer().file("package-lock.json", "{\"packages\": [[[")), Gap.Kind.BROKEN_RECORD);
        gap(
                read(new TestLayer()
                        .file("package-lock.json", "{\"dependencies\": " + "{\"a\":{\"dependencies\":".repeat(5_000))),
                Gap.Kind.BROKEN_RECORD);
    }

    @Test
    void readsModulesOfAGoProgramWhereverTheBlockLies() throws Exception {
        String modules = """
                path\tx/cmd
                mod\tx\t(devel)\t
                dep\tgithub.com/a/b\tv1.2.3\th1:x=
                dep\tgithub.com/old/c\tv1.0.0
                =>\tgithub.com/new/c\tv1.0.1\th1:y=
                """;
        byte[] decoy = goBlock("no go at all", "");
        byte[] program = concatenated(
                new byte[] {0x7f, 'E', 'L', 'F'},
                new byte[60],
                decoy,
                goBlock("go1.22.3", "0".repeat(16) + modules + "0".repeat(16)));
        Inventory inventory = read(new TestLayer().executable("usr/local/bin/tool", program, 0755));
        assertThat(inventory.packages().stream().map(one -> one.kind() + " " + one.name() + " " + one.version()))
                .containsExactly("GO github.com/a/b v1.2.3", "GO github.com/new/c v1.0.1", "GO stdlib 1.22.3");
        assertThat(read(new TestLayer().executable("usr/local/bin/c", new byte[100_000], 0755))
                        .packages())
                .isEmpty();
    }

    private static byte[] goBlock(String version, String modules) {
        byte[] head = Arrays.copyOf("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1), 32);
        head[14] = 8;
        head[15] = 2;
        byte[] whole = concatenated(
                head,
                varint(version.length()),
                version.getBytes(StandardCharsets.US_ASCII),
                varint(modules.length()),
                modules.getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(whole, (whole.length + 15) / 16 * 16);
    }

    private static byte[] varint(int length) {
        return length < 128
                ? new byte[] {(byte) length}
                : new byte[] {(byte) ((length & 0x7f) | 0x80), (byte) (length >> 7)};
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"go1.22.3, 1.22.3", "go1.21rc2, 1.21.0-rc.2", "go1.20, 1.20.0", "go1.22.1 X:nocoverageredesign, 1.22.1"
    })
    void writesTheToolChainAsAdvisoriesDo(String version, String expected) {
        assertThat(GoBuildInfo.toolchain(version)).isEqualTo(expected);
    }

    @Test
    void agreesWithGoItselfAboutAProgramItBuilt(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("go.mod"), "module example.test/x\n");
        Files.writeString(folder.resolve("main.go"), "package main\nfunc main() {}\n");
        Path program = folder.resolve("x");
        String version;
        try {
            Process build = new ProcessBuilder("go", "build", "-o", program.toString(), ".")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Assumptions.assumeTrue(build.waitFor(120, TimeUnit.SECONDS) && build.exitValue() == 0, () -> {
                System.out.println("skipped: go cannot build here");
                return "go cannot build here";
            });
            Process asked = new ProcessBuilder("go", "version", program.toString()).start();
            version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException absent) {
            System.out.println("skipped: no go on this machine");
            Assumptions.abort("no go on this machine");
            return;
        }
        Inventory inventory = read(new TestLayer().executable("app", Files.readAllBytes(program), 0755));
        String number = version.substring(version.lastIndexOf(' ') + 1);
        assertThat(inventory.packages())
                .extracting(InstalledPackage::name, InstalledPackage::version)
                .contains(tuple("stdlib", GoBuildInfo.toolchain(number)));
    }

    @Test
    void findsSecretsAlsoWhereALaterLayerRemovesThemAndKeepsNoValue() throws Exception {
        String token = "ghp_" + "a1B2".repeat(9);
        Inventory inventory = read(
                new TestLayer().file("app/.env", "A=1\nTOKEN=" + token + "\n").file("usr/share/doc/x", token),
                new TestLayer().whiteout("app/.env"));
        assertThat(inventory.secrets()).singleElement().satisfies(secret -> {
            assertThat(secret.rule()).isEqualTo("github-token");
            assertThat(secret.path()).isEqualTo("app/.env");
            assertThat(secret.place()).isEqualTo("line 2");
            assertThat(secret.toString()).doesNotContain(token.substring(6));
        });
    }

    @Test
    void setuidFilesAreThoseThatAreStillThere() throws Exception {
        Inventory inventory = read(
                new TestLayer().executable("bin/su", new byte[9], 04755).executable("bin/mount", new byte[9], 04755),
                new TestLayer().executable("bin/mount", new byte[9], 0755));
        assertThat(inventory.setuid()).containsExactly("bin/su");
    }
}
