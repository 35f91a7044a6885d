package dev.neotool.test;

/** One of Neotool's services: a schema, the path that its migrations set, a table that only it has. */
record Service(String schema, String table, String path) {
    static final Service APP = new Service("app", "orders", "app, public");
    static final Service SECURITY = new Service("security", "accounts", "security, public");

    Service other() {
        return this == APP ? SECURITY : APP;
    }
}
