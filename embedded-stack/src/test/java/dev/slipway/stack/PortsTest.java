package dev.slipway.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void givesDifferentOnesThatNoOutgoingConnectionTakes() {
        List<Integer> ports = Ports.free(50);

        assertThat(new HashSet<>(ports)).hasSize(50);
        assertThat(ports).allMatch(port -> port < 32_768).allMatch(Ports::isFree);
    }

    @Test
    void givesNoneWhereSomebodyListens() throws Exception {
        try (ServerSocket taken = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
            assertThat(Ports.free(200)).doesNotContain(taken.getLocalPort());
        }
    }
}
