package dev.slipway.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Bridge networks by name. */
final class Networks {
    private static final int CONFLICT = 409;

    private final EngineConnection connection;

    Networks(EngineConnection connection) {
        this.connection = connection;
    }

    String ensure(String name, Map<String, String> labels) {
        return connection.ask("ensure network " + name, client -> {
            var known = find(client, name);
            return known.isPresent() ? ours(known.get(), name, labels) : create(client, name, labels);
        });
    }

    /** The engine allows two networks of one name unless asked to look. */
    private static String create(DockerClient client, String name, Map<String, String> labels) {
        var all = new HashMap<>(labels);
        all.put(ContainerEngine.LABEL, "network");
        try {
            return client.createNetworkCmd()
                    .withName(name)
                    .withDriver("bridge")
                    .withLabels(all)
                    .withCheckDuplicate(true)
                    .exec()
                    .getId();
        } catch (ConflictException e) {
            return find(client, name)
                    .map(network -> ours(network, name, labels))
                    .orElseThrow(() -> e);
        }
    }

    private static String ours(Network network, String name, Map<String, String> labels) {
        if (!network.getLabels().entrySet().containsAll(labels.entrySet())) {
            throw new EngineFailure.Refused(
                    "ensure network " + name,
                    CONFLICT,
                    "a network of this name has labels %s; wanted %s; remove it or choose another name"
                            .formatted(network.getLabels(), labels));
        }
        return network.getId();
    }

    private static Optional<Network> find(DockerClient client, String name) {
        return client.listNetworksCmd().withNameFilter(name).exec().stream()
                .filter(network -> network.getName().equals(name)) // the engine's filter matches parts of names
                .findFirst();
    }

    void remove(String name) {
        connection.ask("remove network " + name, client -> {
            try {
                return client.removeNetworkCmd(name).exec();
            } catch (NotFoundException _) {
                return null;
            }
        });
    }
}
