package dev.neotool.notes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells others of new notes, over Kafka. */
final class News {
    private static final String TOPIC = "note.added";
    private static final int PATIENCE_MS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaProducer<String, String> producer;
    private final KafkaClientMetrics meter;

    News(Environment environment, MeterRegistry metrics) {
        producer = new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, environment.get("KAFKA_BROKERS"), ProducerConfig.CLIENT_ID_CONFIG, "notes", ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS),
            new StringSerializer(),
            new StringSerializer());
        meter = new KafkaClientMetrics(producer);
        meter.bindTo(metrics);
    }

    /** Returns when Kafka has it. */
    void added(Note note, String text, String traceId) throws JsonProcessingException, ExecutionException, InterruptedException {
        String value = JSON.writeValueAsString(Map.of("id", note.id(), "author", note.author(), "text", text));
        ProducerRecord<String, String> news = new ProducerRecord<>(TOPIC, note.id(), value);
        news.headers().add("trace_id", traceId.getBytes(StandardCharsets.UTF_8));
        producer.send(news).get();
    }

    void close() {
        meter.close();
        producer.close();
    }
}
