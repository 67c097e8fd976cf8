package dev.slipway.promoter.decision;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Waivers that were granted and not taken back; one of another chain cannot take one of this chain back. */
final class Waivers {
    private record Key(String subject, UUID waiver) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySubject = subject.compareTo(other.subject);
            return bySubject != 0 ? bySubject : waiver.compareTo(other.waiver);
        }
    }

    private final Map<Key, Facts.Waiver> waivers = new TreeMap<>();

    void add(LifecycleEvent event) {
        String subject = event.subject().key();
        switch (event.fact()) {
            case Fact.WaiverGranted granted ->
                waivers.put(
                        new Key(subject, granted.waiver()),
                        new Facts.Waiver(
                                granted.waiver(),
                                granted.advisory(),
                                granted.packageName(),
                                granted.reason(),
                                granted.owner(),
                                granted.expires(),
                                FactsOfDigest.entry(event)));
            case Fact.WaiverRevoked revoked -> waivers.remove(new Key(subject, revoked.waiver()));
            default -> {
                // about something else
            }
        }
    }

    List<Facts.Waiver> all() {
        return List.copyOf(waivers.values());
    }
}
