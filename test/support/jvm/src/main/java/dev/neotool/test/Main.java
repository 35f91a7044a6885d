package dev.neotool.test;

import java.util.Map;
import java.util.TreeMap;

/** What two of Neotool's services do to their database, as one JSON report on stdout. Reads addresses and passwords from the environment. */
public final class Main {
    /** What the server knows us as. */
    static final String APPLICATION = "neotool-jdbc-test";

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Server direct = server("JDBC_DIRECT_URL", "JDBC_USER", "JDBC_PASSWORD");
        Server pooled = server("JDBC_URL", "JDBC_USER", "JDBC_PASSWORD");
        Map<String, Object> report = new TreeMap<>();
        try {
            report.put("pooledMigrations", Migrations.migrateBoth(pooled));
            Migrations.drop(direct);
            report.put("directMigrations", Migrations.migrateBoth(direct));
            report.put("directLockGrantedTwice", SessionLock.isGrantedTwice(direct));
            report.put("pooledLockGrantedTwice", SessionLock.isGrantedTwice(pooled));
            Map<Service, Server> asOwner = Map.of(Service.APP, pooled, Service.SECURITY, pooled);
            for (Pools.Way way : Pools.Way.values()) {
                report.put(way.name(), Pools.run(asOwner, way));
            }
            Map<Service, Server> asRoles = Map.of(
                Service.APP, server("JDBC_URL", "APP_USER", "APP_PASSWORD"),
                Service.SECURITY, server("JDBC_URL", "SECURITY_USER", "SECURITY_PASSWORD"));
            report.put("OWN_ROLES", Pools.run(asRoles, Pools.Way.SET_ON_CONNECT));
        } finally {
            Migrations.drop(direct);
        }
        System.out.println(Json.of(report));
    }

    private static Server server(String url, String user, String password) {
        return new Server(env(url), env(user), env(password));
    }

    private static String env(String name) {
        String value = System.getenv(name);
        if (value == null) throw new IllegalStateException(name + " is not set");
        return value;
    }
}
