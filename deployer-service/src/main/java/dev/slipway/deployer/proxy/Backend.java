package dev.slipway.deployer.proxy;

/** Where requests go: a container's address inside its network. */
public record Backend(String address, int port) {
    @Override
    public String toString() {
        return address + ":" + port;
    }
}
