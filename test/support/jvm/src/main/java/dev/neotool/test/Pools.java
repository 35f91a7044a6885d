package dev.neotool.test;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Two services with pools of twenty on the same server connections, each working in its own schema. */
final class Pools {
    private static final int SIZE = 20;
    private static final int TRANSACTIONS = 25;

    /** How a service comes to its path. */
    enum Way { SET_ON_CONNECT, STARTUP_PARAMETER, JDBC_SCHEMA }

    private final AtomicInteger transactions = new AtomicInteger();
    private final Set<String> strayPaths = ConcurrentHashMap.newKeySet();
    private final Set<String> strayRows = ConcurrentHashMap.newKeySet();
    private final Set<String> errors = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Integer>> backends = new ConcurrentHashMap<>();
    private final AtomicInteger prepared = new AtomicInteger();

    static Map<String, Object> run(Map<Service, Server> servers, Way way) throws Exception {
        return new Pools().work(servers, way);
    }

    private Map<String, Object> work(Map<Service, Server> servers, Way way) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SIZE * servers.size());
        List<HikariDataSource> pools = new ArrayList<>();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Map.Entry<Service, Server> one : servers.entrySet()) {
                HikariDataSource pool = new HikariDataSource(configure(one.getKey(), one.getValue(), way));
                pools.add(pool);
                for (int client = 0; client < SIZE; client++) {
                    running.add(threads.submit(() -> serve(one.getKey(), pool)));
                }
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pools.forEach(HikariDataSource::close);
            threads.shutdown();
        }
        return report();
    }

    private static HikariConfig configure(Service service, Server server, Way way) {
        HikariConfig config = new HikariConfig();
        String own = way == Way.STARTUP_PARAMETER ? "&currentSchema=" + service.schema() + ",public" : "";
        config.setJdbcUrl(server.url() + "?prepareThreshold=1&ApplicationName=" + Main.APPLICATION + own);
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setMaximumPoolSize(SIZE);
        config.setMinimumIdle(SIZE);
        if (way == Way.SET_ON_CONNECT) config.setConnectionInitSql("SET search_path TO " + service.path());
        if (way == Way.JDBC_SCHEMA) config.setSchema(service.schema());
        return config;
    }

    private void serve(Service service, HikariDataSource pool) {
        for (int count = 0; count < TRANSACTIONS; count++) {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                transact(service, connection, count);
                connection.commit();
                transactions.incrementAndGet();
            } catch (SQLException error) {
                errors.add(service.schema() + ": " + error.getMessage());
            }
        }
    }

    private void transact(Service service, Connection connection, int count) throws SQLException {
        // The same text in both services, so that the pooler has one prepared statement for the two of them.
        expect(strayPaths, service, service.schema(), value(connection, "SELECT current_schema()"));
        expect(strayRows, service, service.schema(), value(connection, "SELECT service FROM whoami"));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + service.table() + " (note) VALUES (?)")) {
            insert.setString(1, service.schema());
            insert.executeUpdate();
        }
        expect(strayRows, service, null, value(connection, "SELECT to_regclass('" + service.other().table() + "')::text"));
        int pid = Integer.parseInt(value(connection, "SELECT pg_backend_pid()"));
        backends.computeIfAbsent(service.schema(), key -> ConcurrentHashMap.newKeySet()).add(pid);
        prepared.accumulateAndGet(Integer.parseInt(value(connection, "SELECT count(*) FROM pg_prepared_statements")), Math::max);
        if (count % 5 == 0) Server.run(connection, "SET search_path TO " + service.path());
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static void expect(Set<String> strays, Service service, String wanted, String got) {
        if (wanted == null ? got != null : !wanted.equals(got)) strays.add(service.schema() + " saw " + got);
    }

    private Map<String, Object> report() {
        Set<Integer> shared = new TreeSet<>(backends.getOrDefault("app", Set.of()));
        shared.retainAll(backends.getOrDefault("security", Set.of()));
        Map<String, Object> report = new TreeMap<>();
        report.put("transactions", transactions.get());
        report.put("strayPaths", strayPaths);
        report.put("strayRows", strayRows);
        report.put("errors", errors);
        report.put("sharedBackends", shared.size());
        report.put("preparedOnOneBackend", prepared.get());
        return report;
    }
}
