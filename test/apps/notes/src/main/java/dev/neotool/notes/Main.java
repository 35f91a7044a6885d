package dev.neotool.notes;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service as Neotool's are, with as little in it as can be: notes in Postgres, their texts in S3, news of them in Kafka. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Environment environment = new Environment(System.getenv());
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Jvm.watch(metrics);
        int migrations = Database.migrate(environment);
        HikariDataSource pool = Database.open(environment, metrics);
        News news = new News(environment, metrics);
        Graph graph = new Graph(new Notes(pool), new Texts(environment), news);
        Server server = new Server(graph, new Tokens(new VaultKeys(environment)), pool, metrics);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop();
            news.close();
            pool.close();
        }));
        int port = environment.number("PORT");
        server.start(port);
        LOG.info("{} migrations applied; listening on {}", migrations, port);
    }
}
