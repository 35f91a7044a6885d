package dev.neotool.notes;

import com.auth0.jwt.exceptions.JWTVerificationException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The addresses that each of Neotool's services has: GraphQL, health, metrics. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};
    private static final String TRACE_ID = "trace_id";
    private static final int THREADS = 8;
    private static final int VALID_WITHIN_SECONDS = 1;

    private final Graph graph;
    private final Tokens tokens;
    private final DataSource pool;
    private final PrometheusMeterRegistry metrics;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private HttpServer http;

    Server(Graph graph, Tokens tokens, DataSource pool, PrometheusMeterRegistry metrics) {
        this.graph = graph;
        this.tokens = tokens;
        this.pool = pool;
        this.metrics = metrics;
    }

    /** On every address: the router and Prometheus call from containers. */
    void start(int port) throws IOException {
        http = HttpServer.create(new InetSocketAddress(port), 0);
        http.setExecutor(threads);
        serve("/graphql", this::graphql);
        serve("/health", exchange -> new Answer(200, JSON_TYPE, "{\"status\":\"UP\"}"));
        serve("/health/readiness", exchange -> readiness());
        serve("/prometheus", exchange -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        http.start();
    }

    void stop() {
        if (http != null) http.stop(1);
        threads.shutdown();
    }

    private record Answer(int status, String type, String body) {}

    private interface Handler {
        Answer answer(HttpExchange exchange) throws IOException;
    }

    /** Each request is measured, and what it logs carries its id. */
    private void serve(String path, Handler handler) {
        http.createContext(path, exchange -> {
            Timer.Sample sample = Timer.start(metrics);
            MDC.put(TRACE_ID, traceIdOf(exchange));
            try (exchange) {
                Answer answer = answerOf(path, handler, exchange);
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("content-type", answer.type());
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
                sample.stop(metrics.timer("http.server.requests", "method", exchange.getRequestMethod(), "uri", path, "status", String.valueOf(answer.status()), "exception", "none"));
            } finally {
                MDC.clear();
            }
        });
    }

    private static Answer answerOf(String path, Handler handler, HttpExchange exchange) {
        try {
            return handler.answer(exchange);
        } catch (JsonProcessingException error) {
            return refusal(400, "the body is no JSON");
        } catch (IOException | RuntimeException error) {
            LOG.error("{} failed", path, error);
            return refusal(500, "internal error");
        }
    }

    private Answer graphql(HttpExchange exchange) throws IOException {
        JsonNode asked = JSON.readTree(exchange.getRequestBody());
        Caller caller;
        try {
            caller = tokens.callerOf(exchange.getRequestHeaders().getFirst("authorization"));
        } catch (JWTVerificationException error) {
            // Its words may hold a part of the token.
            LOG.warn("a token was refused: {}", error.getClass().getSimpleName());
            return refusal(401, "the token is not valid");
        }
        Map<String, Object> variables = asked.hasNonNull("variables") ? JSON.convertValue(asked.get("variables"), VARIABLES) : Map.of();
        Map<String, Object> answer = graph.answer(asked.path("query").asText(), variables, asked.path("operationName").textValue(), caller, MDC.get(TRACE_ID));
        if (caller != null) LOG.info("answered {}", asked.path("operationName").asText("a query"));
        return new Answer(200, JSON_TYPE, JSON.writeValueAsString(answer));
    }

    private Answer readiness() {
        try (Connection connection = pool.getConnection()) {
            if (connection.isValid(VALID_WITHIN_SECONDS)) return new Answer(200, JSON_TYPE, "{\"status\":\"UP\"}");
        } catch (SQLException error) {
            LOG.warn("not ready: {}", error.getMessage());
        }
        return new Answer(503, JSON_TYPE, "{\"status\":\"DOWN\"}");
    }

    private static Answer refusal(int status, String message) {
        return new Answer(status, JSON_TYPE, "{\"errors\":[{\"message\":\"" + message + "\"}]}");
    }

    private static String traceIdOf(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("x-request-id");
        return given == null ? UUID.randomUUID().toString() : given;
    }
}
