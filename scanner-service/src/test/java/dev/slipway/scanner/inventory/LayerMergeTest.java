package dev.slipway.scanner.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerMergeTest {
    private static final String STATUS = "var/lib/dpkg/status";
    private static final String D = "var/lib/dpkg/status.d/";

    private static Inventory merged(TestLayer... layers) throws Exception {
        List<LayerFacts> facts = new ArrayList<>();
        for (TestLayer layer : layers) {
            facts.add(new LayerReader(ReadLimits.DEFAULT).read(layer.gzip()));
        }
        return ImageInventory.merge(facts);
    }

    private static List<String> names(Inventory inventory) {
        return inventory.packages().stream().map(InstalledPackage::name).toList();
    }

    private static TestLayer twoControlFiles() {
        return new TestLayer().file(D + "a", "Package: a\nVersion: 1\n").file(D + "b", "Package: b\nVersion: 1\n");
    }

    @Test
    void upperLayerReplacesDatabase() throws Exception {
        Inventory inventory = merged(
                new TestLayer().file(STATUS, Texts.installed("old", "1") + Texts.installed("kept", "1")),
                new TestLayer().file(STATUS, Texts.installed("kept", "1") + Texts.installed("new", "1")));
        assertThat(names(inventory)).containsExactly("kept", "new");
    }

    @Test
    void packageBelongsToTheLayerThatBroughtItsVersion() throws Exception {
        LayerFacts first = new LayerReader(ReadLimits.DEFAULT)
                .read(new TestLayer()
                        .file(STATUS, Texts.installed("kept", "1") + Texts.installed("updated", "1"))
                        .gzip());
        LayerFacts second = new LayerReader(ReadLimits.DEFAULT)
                .read(new TestLayer()
                        .file(STATUS, Texts.installed("kept", "1") + Texts.installed("updated", "2"))
                        .gzip());
        Inventory inventory = ImageInventory.merge(List.of(first, second));
        assertThat(inventory.packages())
                .extracting(InstalledPackage::layer)
                .containsExactly(first.diffId(), second.diffId());
    }

    @Test
    void whiteoutHidesFile() throws Exception {
        assertThat(names(merged(twoControlFiles(), new TestLayer().whiteout(D + "a"))))
                .containsExactly("b");
    }

    @Test
    void whiteoutHidesFolderWithAllBeneath() throws Exception {
        assertThat(names(merged(twoControlFiles(), new TestLayer().whiteout("var/lib/dpkg"))))
                .isEmpty();
    }

    @Test
    void whiteoutOfANeighbourHidesNothing() throws Exception {
        assertThat(names(merged(twoControlFiles(), new TestLayer().whiteout("var/lib/dpkg/status"))))
                .containsExactly("a", "b");
        assertThat(names(merged(twoControlFiles(), new TestLayer().whiteout("var/li"))))
                .containsExactly("a", "b");
    }

    @Test
    void opaqueFolderHidesLowerLayersAndKeepsItsOwn() throws Exception {
        Inventory inventory = merged(
                twoControlFiles(),
                new TestLayer().file(D + "c", "Package: c\nVersion: 1\n").opaque("var/lib/dpkg/status.d"));
        assertThat(names(inventory)).containsExactly("c");
    }

    @Test
    void whiteoutAndFileInOneLayerKeepTheFileInEitherOrder() throws Exception {
        TestLayer whiteoutFirst = new TestLayer().whiteout(D + "a").file(D + "a", "Package: a\nVersion: 2\n");
        TestLayer fileFirst =
                new TestLayer().file(D + "a", "Package: a\nVersion: 2\n").whiteout(D + "a");
        for (TestLayer upper : List.of(whiteoutFirst, fileFirst)) {
            assertThat(merged(twoControlFiles(), upper).packages())
                    .extracting(InstalledPackage::version)
                    .containsExactly("2", "1");
        }
    }

    @Test
    void notesOfTheUnionFileSystemAreNoWhiteouts() throws Exception {
        Inventory inventory = merged(twoControlFiles(), new TestLayer().file("var/lib/.wh..wh.plnk", ""));
        assertThat(names(inventory)).containsExactly("a", "b");
    }

    @Test
    void opaqueRootHidesEverything() throws Exception {
        Inventory inventory = merged(twoControlFiles(), new TestLayer().file(".wh..wh..opq", ""));
        assertThat(inventory).isEqualTo(new Inventory(null, List.of(), List.of()));
    }

    @Test
    void linkInPlaceOfAFolderHidesItAndIsNamedAsGap() throws Exception {
        Inventory inventory = merged(twoControlFiles(), new TestLayer().symbolicLink("var/lib/dpkg", "/opt/dpkg"));
        assertThat(names(inventory)).isEmpty();
        assertThat(inventory.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.kind()).isEqualTo(Gap.Kind.NOT_FOLLOWED);
            assertThat(gap.path()).isEqualTo("var/lib/dpkg");
            assertThat(gap.detail()).contains("/opt/dpkg");
        });
    }

    @Test
    void folderInPlaceOfALinkIsNoGap() throws Exception {
        Inventory inventory = merged(
                new TestLayer().symbolicLink("var/lib/dpkg", "/opt/dpkg"),
                new TestLayer().directory("var/lib/dpkg").file(STATUS, Texts.installed("a", "1")));
        assertThat(names(inventory)).containsExactly("a");
        assertThat(inventory.gaps()).isEmpty();
    }

    @Test
    void folderInPlaceOfTheDatabaseHidesIt() throws Exception {
        Inventory inventory =
                merged(new TestLayer().file(STATUS, Texts.installed("a", "1")), new TestLayer().directory(STATUS));
        assertThat(names(inventory)).isEmpty();
    }

    @Test
    void databaseOfAnotherKindIsAGapUnlessRemoved() throws Exception {
        TestLayer fedora = new TestLayer().file("var/lib/rpm/rpmdb.sqlite", "x");
        assertThat(merged(fedora).gaps()).extracting(Gap::kind).containsExactly(Gap.Kind.UNREAD_DATABASE);
        fedora = new TestLayer().file("var/lib/rpm/rpmdb.sqlite", "x");
        assertThat(merged(fedora, new TestLayer().whiteout("var/lib/rpm")).gaps())
                .isEmpty();
    }

    @Test
    void distributionWithoutOnePackageOnRecordIsAGap() throws Exception {
        TestLayer emptied =
                new TestLayer().file("usr/lib/os-release", Texts.BOOKWORM).file(STATUS, "");
        assertThat(merged(emptied).gaps()).extracting(Gap::kind).containsExactly(Gap.Kind.NO_PACKAGES);
        assertThat(merged(new TestLayer().file("app", "binary")).gaps())
                .as("made from scratch")
                .isEmpty();
    }

    @Test
    void brokenRecordIsAGapAndCostsNoOther() throws Exception {
        Inventory inventory = merged(new TestLayer()
                .file(
                        STATUS,
                        "Package: nameless-version\nStatus: install ok installed\n\n" + Texts.installed("a", "1")));
        assertThat(names(inventory)).containsExactly("a");
        assertThat(inventory.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.kind()).isEqualTo(Gap.Kind.BROKEN_RECORD);
            assertThat(gap.detail()).contains("nameless-version");
        });
    }
}
