package dev.slipway.events.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleEdgeTest {
    /** As RFC 6962 defines it, without any thought of speed. */
    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return Sha256.of(new byte[] {1}, root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
    }

    private static byte[] leaf(int number) {
        return Sha256.of(new byte[] {0}, Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasTheRootOfTheWholeTree() {
        MerkleEdge edge = new MerkleEdge();
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            edge.add(leaf(i));
            leaves.add(leaf(i));

            assertThat(edge.root()).as("of %d leaves", i + 1).isEqualTo(root(leaves));
            assertThat(MerkleEdge.of(edge.size(), edge.bytes()).root()).isEqualTo(root(leaves));
        }
    }

    /** Known from certificate transparency. */
    @Test
    void theEmptyTreeAndTheEmptyLeafHaveTheirKnownHashes() {
        MerkleEdge edge = new MerkleEdge();
        assertThat(HexFormat.of().formatHex(edge.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

        edge.add(Sha256.of(new byte[] {0}));

        assertThat(HexFormat.of().formatHex(edge.root()))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    @Test
    void refusesBytesThatAreNoEdge() {
        assertThatThrownBy(() -> MerkleEdge.of(3, new byte[32])).isInstanceOf(IllegalArgumentException.class);
    }
}
