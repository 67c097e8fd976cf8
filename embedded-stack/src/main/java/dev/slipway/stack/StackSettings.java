package dev.slipway.stack;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a stack is made from.
 *
 * @param project the folder of the project, where the services are built
 * @param data where everything the stack keeps lies: one folder, one stack
 * @param engine the Docker Engine, {@code unix:///…} or {@code tcp://…}
 * @param environments the operators' file
 * @param advisories folder of OSV records
 * @param proxyImage the image that deployed apps are reached through
 * @param consolePort on loopback
 * @param durable whether the database keeps its promises through a power cut
 * @param gitHosts that the builder may fetch from, besides the stack's own, as {@code host} or {@code host:port}
 * @param environment of every service, besides what the stack sets itself
 */
public record StackSettings(
        Path project,
        Path data,
        URI engine,
        Path environments,
        Path advisories,
        String proxyImage,
        int consolePort,
        boolean durable,
        List<String> gitHosts,
        Map<String, String> environment) {}
