package dev.neotool.notes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.flywaydb.core.Flyway;

/** Requests go through the pooler; migrations go past it, since Flyway's lock belongs to a session. */
final class Database {
    private static final String SCHEMA = "notes";
    private static final int CONNECTIONS = 5;

    private Database() {}

    /** @return how many were applied. */
    static int migrate(Environment environment) {
        return Flyway.configure()
            .dataSource(environment.get("FLYWAY_URL"), environment.get("FLYWAY_USER"), environment.get("FLYWAY_PASSWORD"))
            .defaultSchema(SCHEMA)
            .locations("classpath:db")
            .load()
            .migrate()
            .migrationsExecuted;
    }

    static HikariDataSource open(Environment environment, MeterRegistry metrics) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(SCHEMA);
        config.setJdbcUrl("jdbc:postgresql://" + environment.get("POSTGRES_HOST") + ":" + environment.get("POSTGRES_PORT") + "/" + environment.get("POSTGRES_DB"));
        config.setUsername(environment.get("POSTGRES_USER"));
        config.setPassword(environment.get("POSTGRES_PASSWORD"));
        config.setConnectionInitSql("SET search_path TO " + SCHEMA + ", public");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMetricRegistry(metrics);
        return new HikariDataSource(config);
    }
}
