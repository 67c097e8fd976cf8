package dev.slipway.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;

/** From Kafka's records to ours. */
final class Channels {
    private Channels() {}

    static List<IncomingRecord> incoming(ConsumerRecords<String, byte[]> batch) {
        List<IncomingRecord> records = new ArrayList<>(batch.count());
        for (ConsumerRecord<String, byte[]> one : batch) {
            Map<String, String> headers = new HashMap<>();
            for (Header header : one.headers()) {
                byte[] value = header.value();
                headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
            }
            records.add(
                    new IncomingRecord(one.topic(), one.partition(), one.offset(), one.key(), headers, one.value()));
        }
        return records;
    }
}
