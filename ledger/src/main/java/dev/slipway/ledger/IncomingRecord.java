package dev.slipway.ledger;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Kafka record, with its headers as text. */
record IncomingRecord(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        Map<String, String> headers,
        byte @Nullable [] value) {
    boolean sameRecord(IncomingRecord other) {
        return topic.equals(other.topic) && partition == other.partition && offset == other.offset;
    }
}
