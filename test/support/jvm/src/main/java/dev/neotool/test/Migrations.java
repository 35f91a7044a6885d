package dev.neotool.test;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Both services migrate at the same time, as they do when somebody starts them together. */
final class Migrations {
    private Migrations() {}

    /** @return for each service its tables, or the sentence that Flyway failed with. */
    static Map<String, Object> migrateBoth(Server server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Map<String, Future<String>> running = new TreeMap<>();
            for (Service service : List.of(Service.APP, Service.SECURITY)) {
                running.put(service.schema(), threads.submit(() -> migrate(server, service)));
            }
            Map<String, Object> outcome = new TreeMap<>();
            for (Map.Entry<String, Future<String>> one : running.entrySet()) {
                outcome.put(one.getKey(), one.getValue().get());
            }
            outcome.put("tables", tables(server));
            return outcome;
        } finally {
            threads.shutdown();
        }
    }

    private static String migrate(Server server, Service service) {
        try {
            int done = Flyway.configure()
                .dataSource(server.url() + "?ApplicationName=" + Main.APPLICATION, server.user(), server.password())
                .defaultSchema(service.schema())
                .locations("classpath:db/" + service.schema())
                .load()
                .migrate()
                .migrationsExecuted;
            return done + " migrations";
        } catch (FlywayException error) {
            return "failed: " + error.getMessage();
        }
    }

    private static List<String> tables(Server server) throws Exception {
        List<String> found = new ArrayList<>();
        try (Connection connection = server.connect(); var statement = connection.createStatement();
             var rows = statement.executeQuery("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('app', 'security', 'public') ORDER BY 1")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    static void drop(Server server) throws Exception {
        try (Connection connection = server.connect()) {
            for (Service service : List.of(Service.APP, Service.SECURITY)) {
                for (String table : List.of("whoami", service.table(), "flyway_schema_history")) {
                    Server.run(connection, "DROP TABLE IF EXISTS " + service.schema() + "." + table);
                }
            }
        }
    }
}
